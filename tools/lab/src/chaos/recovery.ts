/** Something that counts for an objective: a request, or an order. Milliseconds since 1970. */
export interface ObjectiveEvent {
  readonly at: number;
  readonly isBad: boolean;
}

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** An objective is met again once each window of this length meets it. */
export const WINDOW_MS = 5_000;
const BUCKET_MS = 1_000;
const WINDOW = WINDOW_MS / BUCKET_MS;

export interface Recovery {
  /** From the first bad second of a window that misses the target, to the first second from which all windows meet it. */
  readonly missed: Span | null;
  /** Whether there was a whole window with events afterwards: without, nobody knows that it recovered. */
  readonly isSeen: boolean;
}

/** When an objective was missed during a time, and whether it was met again. */
export function recoveryOf(
  events: readonly ObjectiveEvent[],
  { during, target }: { readonly during: Span; readonly target: number },
): Recovery {
  const buckets = bucketsOf(events, during);
  const misses = buckets.flatMap((_, index) =>
    isMissed(buckets.slice(index, index + WINDOW), target) ? [index] : [],
  );
  const [first, last] = [misses[0], misses.at(-1)];
  const again = last === undefined ? 0 : last + 1;
  const isSeen = again + WINDOW <= buckets.length && hasEvents(buckets.slice(again, again + WINDOW));
  if (first === undefined) return { missed: null, isSeen };
  const at = (index: number): number => during.from + index * BUCKET_MS;
  const onset =
    first +
    Math.max(
      0,
      buckets.slice(first).findIndex(({ bad }) => bad > 0),
    );
  return { missed: { from: at(onset), to: at(again) }, isSeen };
}

interface Bucket {
  total: number;
  bad: number;
}

function bucketsOf(events: readonly ObjectiveEvent[], { from, to }: Span): readonly Bucket[] {
  const buckets = Array.from({ length: Math.max(0, Math.ceil((to - from) / BUCKET_MS)) }, () => ({
    total: 0,
    bad: 0,
  }));
  for (const { at, isBad } of events) {
    const bucket = buckets[Math.floor((at - from) / BUCKET_MS)];
    if (bucket === undefined) continue;
    bucket.total += 1;
    if (isBad) bucket.bad += 1;
  }
  return buckets;
}

const sum = (buckets: readonly Bucket[], of: (bucket: Bucket) => number): number =>
  buckets.reduce((all, bucket) => all + of(bucket), 0);

const hasEvents = (buckets: readonly Bucket[]): boolean => sum(buckets, ({ total }) => total) > 0;

/** A share like 0.01 has no exact double: a bad event of a hundred must not count as more than that. */
const ROUNDING = 1e-9;

const isMissed = (buckets: readonly Bucket[], target: number): boolean => {
  const total = sum(buckets, (bucket) => bucket.total);
  return total > 0 && sum(buckets, (bucket) => bucket.bad) / total > 1 - target + ROUNDING;
};
