import type { OpenSlo } from './openslo.ts';
import type { Pace } from './windows.ts';

/** What customers may expect of one journey, and how it is counted. */
export interface Objective {
  /** Unique in the lab; part of every rule's labels. */
  readonly name: string;
  readonly title: string;
  readonly service: string;
  /** Who is paged. */
  readonly owner: string;
  /** Path of the dashboard that shows it. */
  readonly dashboard: string;
  readonly description: string;
  /** Share of good events, between 0 and 1. */
  readonly target: number;
  readonly periodDays: number;
  /** Fewer events than this in the short window of an alert, and it stays silent. */
  readonly leastEvents: number;
  /** A good event takes no longer than this, where that is what makes it good. */
  readonly limitSeconds?: number;
  /** Counters of events: all of them, and either the good or the bad ones. */
  readonly counters: { readonly total: string } & ({ readonly good: string } | { readonly bad: string });
}

/** With customers' traffic: one failure of fewer would be a share that wakes somebody. */
const LEAST_EVENTS = 10;

/** From the bucket of a histogram that the good events are counted by. */
const limitOf = (query: string): { limitSeconds?: number } => {
  const [, bound] = /[{,]\s*le="([\d.]+)"/.exec(query) ?? [];
  return bound === undefined ? {} : { limitSeconds: Number(bound) };
};

export const toObjective = ({ metadata, spec }: OpenSlo): Objective => {
  const { good, bad, total } = spec.indicator.spec.ratioMetric;
  const [{ target }] = spec.objectives;
  const query = ({ metricSource }: typeof total): string => metricSource.spec.query;
  return {
    name: metadata.name,
    title: metadata.displayName,
    service: spec.service,
    owner: metadata.labels.owner,
    dashboard: metadata.annotations.dashboard,
    description: spec.description,
    target,
    periodDays: Number.parseInt(spec.timeWindow[0].duration, 10),
    leastEvents: Number(metadata.annotations.leastEvents ?? LEAST_EVENTS),
    ...limitOf(good === undefined ? '' : query(good)),
    counters: {
      total: query(total),
      ...(good === undefined ? { bad: query(bad ?? total) } : { good: query(good) }),
    },
  };
};

/** Two paces of one objective are two objectives to Prometheus: the value of the label `sloth_slo`. */
export const nameAt = ({ name }: Pick<Objective, 'name'>, pace: Pace): string =>
  pace.name === '' ? name : `${name}-${pace.name}`;
