// What a ramp by concurrency says about a system. Apart from the other index, so that the page of `lab dash` need not load it.
export { type Cost, costOf, needsOf, type Needs, type Prices } from './cost.ts';
export { type Gain, gainsOf, type Resource } from './gains.ts';
export { limitOf, type Losses, lossesAt } from './limits.ts';
export { inSystem, whyNotLittle } from './little.ts';
export {
  type CapacityModel,
  type Estimate,
  isModel,
  LEAST_STEPS,
  modelOf,
  type Peak,
  type Refusal,
} from './model.ts';
export { type Break, firstBreak } from './objective.ts';
