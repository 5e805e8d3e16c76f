import type { Series } from './frame.ts';

export interface Bucket {
  /** The upper limit, as Prometheus writes it. */
  readonly le: string;
  /** How many are in this bucket and in no lower one, by time. */
  readonly counts: ReadonlyMap<number, number>;
}

/** A Prometheus histogram counts in each bucket also what is in the lower ones; here each has its own. From low to high. */
export function bucketsOf(series: readonly Series[]): Bucket[] {
  const sorted = series
    .map((each) => ({ le: each.labels['le'] ?? each.name, points: each.points }))
    .sort((a, b) => bucketLimit(a.le) - bucketLimit(b.le));
  let below: ReadonlyMap<number, number> = new Map();
  return sorted.map(({ le, points }) => {
    const counts = new Map<number, number>();
    const cumulative = new Map<number, number>();
    for (const [timeMs, value] of points) {
      if (value === null) continue;
      cumulative.set(timeMs, value);
      counts.set(timeMs, Math.max(0, value - (below.get(timeMs) ?? 0)));
    }
    below = cumulative;
    return { le, counts };
  });
}

export const bucketLimit = (le: string): number => (le === '+Inf' ? Infinity : Number(le));
