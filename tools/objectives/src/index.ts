export { type Answer, answerTo, type Burst } from './blind-spots/simulate.ts';
export { nameAt, type Objective } from './objective.ts';
export { InvalidObjectives, readObjectives } from './read-objectives.ts';
export { errorRatio } from './rules.ts';
export { secondsToCount, secondsToFire, secondsToResolve } from './theory.ts';
export { durationText, LAB_TIME, type Pace, pairsAt, REAL_TIME, type WindowPair } from './windows.ts';
