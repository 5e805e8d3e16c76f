import type { Point, Series } from './frame.ts';

/** The same points in time for all, with nothing where one has none: what is stacked is added up place by place. */
export function aligned<T extends Pick<Series, 'points'>>(all: readonly T[]): readonly T[] {
  const times = [...new Set(all.flatMap(({ points }) => points.map(([timeMs]) => timeMs)))].sort(
    (a, b) => a - b,
  );
  return all.map((series) => {
    if (series.points.length === times.length) return series;
    const values = new Map(series.points);
    return { ...series, points: times.map((timeMs): Point => [timeMs, values.get(timeMs) ?? null]) };
  });
}
