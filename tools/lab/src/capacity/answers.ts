import {
  type CapacityModel,
  costOf,
  firstBreak,
  gainsOf,
  limitOf,
  lossesAt,
  needsOf,
  type Prices,
  type Resource,
} from '@lab/analysis/capacity';
import { OBJECTIVES } from '@lab/contracts';
import type { CapacityReport } from './capacity-report.ts';
import { APPLICATIONS } from './reading.ts';
import type { MeasuredStep } from './step.ts';

/** What the steps answer: pure, so that every answer has a spec. */
export interface Measured {
  readonly steps: readonly MeasuredStep[];
  readonly model: CapacityModel | undefined;
  readonly cores: number;
  /** What each order left in Postgres; undefined if it was not measured. */
  readonly bytesPerOrder: number | undefined;
  readonly prices: Prices | undefined;
}

type Answers = Pick<
  CapacityReport,
  'ordersPerSecond' | 'objectiveBreaksAt' | 'limit' | 'objective' | 'gains' | 'million'
>;

/** Accepted and settled: orders that only queue up are not carried. */
export const carriedBy = ({ ordersPerSecond, settledPerSecond }: MeasuredStep): number =>
  Math.min(ordersPerSecond, settledPerSecond);

/** The step that carried most. */
export const bestOf = (steps: readonly MeasuredStep[]): MeasuredStep | undefined =>
  steps.filter(({ unusable }) => unusable === undefined).toSorted((a, b) => carriedBy(b) - carriedBy(a))[0];

export function answersOf({ steps, model, cores, bytesPerOrder, prices }: Measured): Answers {
  // Clients that did not keep up say nothing about the lab; refusals do.
  const objective = firstBreak(
    steps.filter(({ clientFault }) => clientFault === undefined),
    OBJECTIVES,
  );
  const shared = { objective, objectiveBreaksAt: objective.broke?.ordersPerSecond ?? null };
  const best = bestOf(steps);
  if (best === undefined) return { ...shared, ordersPerSecond: null, limit: null, gains: [], million: null };
  const losses = model && lossesAt(model.law, best.clients);
  const needs = needsOf({ ...best.usage, ordersPerSecond: carriedBy(best), bytesPerOrder });
  return {
    ...shared,
    ordersPerSecond: carriedBy(best),
    limit: losses ? { clients: best.clients, by: limitOf(losses), ...losses } : null,
    gains: gainsOf(carriedBy(best), resourcesOf(best, cores)),
    million: { needs, cost: prices ? costOf(needs, prices) : null },
  };
}

/** What there could be one more of. */
const resourcesOf = ({ usage }: MeasuredStep, cores: number): Resource[] => [
  { name: 'core', units: cores, busy: usage.machineBusy },
  ...APPLICATIONS.map((name) => ({
    name: `replica of ${name}`,
    units: 1,
    busy: usage.threadBusy[name],
    runsOn: 'core',
  })),
  {
    name: 'slot in the Postgres pool of orders',
    units: usage.pool.size,
    busy: usage.pool.size > 0 ? usage.pool.used / usage.pool.size : undefined,
    runsOn: 'core',
  },
];
