import { OBJECTIVES } from '@lab/contracts';
import { constant, quarters, type Shape, spike, steps, stress } from './stages.ts';

/** The k6 scripts under load/ that `lab load` knows. */
export interface Scenario {
  readonly name: string;
  readonly summary: string;
  /** What --rate and --duration mean to it; absent where it has a pace of its own and refuses both. */
  readonly pace?: {
    readonly rate: number;
    readonly seconds: number;
    readonly shape: Shape;
  };
  /** The limit for answers unless --p99 says otherwise. */
  readonly p99Ms: number;
  /** Whether its highest rate that held is looked for. */
  readonly findsKnee?: true;
}

/** The objective: an order is accepted within this, 99 of 100 times. */
const OBJECTIVE_MS = OBJECTIVES.acceptSeconds * 1000;

const paced = (name: string, summary: string, pace: NonNullable<Scenario['pace']>): Scenario => ({
  name,
  summary,
  pace,
  p99Ms: OBJECTIVE_MS,
});

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'smoke',
    summary: 'five orders, one after the other, each followed until it settles; takes a few seconds',
    // Of five requests p99 is the slowest, and the first one finds every connection cold.
    p99Ms: 1000,
  },
  paced('steady', 'a constant rate of orders, however slow the responses are', {
    rate: 20,
    seconds: 60,
    shape: constant,
  }),
  {
    ...paced('ramp', 'ten steps up to --rate: finds the highest rate that holds', {
      rate: 400,
      seconds: 100,
      shape: steps,
    }),
    findsKnee: true,
  },
  paced('spike', 'five times --rate for a fifth of the time, without a ramp', {
    rate: 20,
    seconds: 60,
    shape: spike,
  }),
  paced('stress', 'overload, then a tenth of it: refuses cleanly, recovers by itself', {
    rate: 500,
    seconds: 60,
    shape: stress,
  }),
  paced('soak', 'a normal rate for a long time, measured by quarter: leaks, growth, drift', {
    rate: 20,
    seconds: 600,
    shape: quarters,
  }),
  paced('browse', 'mostly reads: catalogue, order lists, orders by id; one visitor in ten buys', {
    rate: 50,
    seconds: 60,
    shape: constant,
  }),
  paced('hot-sku', 'every order wants the same product, until it is sold out and beyond', {
    // A product has a million pieces and an order takes a thousand at most: 2000 orders sell it out half-way.
    rate: 50,
    seconds: 45,
    shape: constant,
  }),
  paced(
    'retry-storm',
    'clients that send each order five times at once with one key, and retry without a pause',
    {
      rate: 10,
      seconds: 60,
      shape: constant,
    },
  ),
  paced('bad-input', '35 kinds of invalid requests: each is refused with the field that is wrong', {
    rate: 20,
    seconds: 30,
    shape: constant,
  }),
];

export const scenarioNamed = (name: string): Scenario | undefined =>
  SCENARIOS.find((each) => each.name === name);

/** One line, with what it does unless --rate and --duration say otherwise. */
export const describeScenario = ({ name, summary, pace }: Scenario): string =>
  `${name.padEnd(12)}${summary}${pace ? ` (${pace.rate}/s, ${pace.seconds} s)` : ''}`;
