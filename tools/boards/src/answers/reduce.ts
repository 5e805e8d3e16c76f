import type { Point } from './frame.ts';

type Reducer = (values: readonly number[], all: readonly Point[]) => number | null;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const orNull = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** Grafana's names for how a series becomes one number. */
const REDUCERS: Readonly<Record<string, Reducer>> = {
  lastNotNull: (values) => values.at(-1) ?? null,
  last: (_, all) => all.at(-1)?.[1] ?? null,
  firstNotNull: (values) => values[0] ?? null,
  first: (_, all) => all[0]?.[1] ?? null,
  min: (values) => orNull(Math.min(...values)),
  max: (values) => orNull(Math.max(...values)),
  mean: (values) => (values.length === 0 ? null : sum(values) / values.length),
  sum: (values) => (values.length === 0 ? null : sum(values)),
  count: (_, all) => all.length,
  range: (values) => orNull(Math.max(...values) - Math.min(...values)),
  diff: (values) => (values.length === 0 ? null : (values.at(-1) ?? 0) - (values[0] ?? 0)),
};

/** In the legend of a table of values. */
export const REDUCER_TITLES: Readonly<Record<string, string>> = {
  lastNotNull: 'Last',
  firstNotNull: 'First',
  last: 'Last',
  first: 'First',
  min: 'Min',
  max: 'Max',
  mean: 'Mean',
  sum: 'Total',
  count: 'Count',
  range: 'Range',
  diff: 'Difference',
};

/** Throws on a name that is not among Grafana's that are supported here. */
export function reduce(points: readonly Point[], calculation: string): number | null {
  const reducer = REDUCERS[calculation];
  if (reducer === undefined)
    throw new Error(
      `the calculation "${calculation}" is not supported; supported: ${Object.keys(REDUCERS).join(', ')}`,
    );
  return reducer(
    points.map(([, value]) => value).filter((value) => value !== null),
    points,
  );
}
