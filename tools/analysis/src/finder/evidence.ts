/** Whether each of the traces that hold a place is out of the ordinary there, in the order of their start. */
export interface Marks {
  readonly baseline: readonly boolean[];
  readonly suspect: readonly boolean[];
}

export interface Evidence {
  /** Share of ordinary traces that would be marked: estimated, never 0. */
  readonly expected: number;
  /** Share of marked traces in the suspect window. */
  readonly seen: number;
  /** Decades of improbability: 3 means at most 1 in 1,000 by chance. */
  readonly decades: number;
  /** Whether it is still there at the end of the window, and not a burst in it. */
  readonly lasts: boolean;
}

/** Shares of marked traces over all places: in the baseline, and the middle one in the suspect window. */
export interface Rates {
  readonly usual: number;
  readonly common: number;
}

/** A place seen seldom borrows this many traces from the average of all places. */
const BORROWED = 10;

/**
 * How improbable the marks of the suspect window are, given those of the baseline. The rate of a place is not known, only estimated from the
 * baseline, so the marks follow a beta-binomial distribution: 6 of 10 after 0 of 13 is far less surprising than at a rate known to be
 * small. Marks come in bursts, so the number of traces is divided by how much the baseline's blocks vary beyond chance.
 */
export function weigh({ baseline, suspect }: Marks, { usual, common }: Rates): Evidence {
  const known = baseline.length + BORROWED;
  const expected = Math.min(0.99, Math.max((count(baseline) + BORROWED * usual) / known, common));
  const seen = count(suspect) / suspect.length;
  const independent = Math.max(1, Math.round(suspect.length / burstiness(baseline, suspect.length)));
  const tail = { marks: Math.round(seen * independent), of: independent };
  const decades = seen > expected ? -logTail(tail, expected * known, (1 - expected) * known) / Math.LN10 : 0;
  return { expected, seen, decades, lasts: lasts(suspect) };
}

/** The logarithm of the probability of at least so many marks; the rate has a beta distribution. */
function logTail({ marks, of }: { marks: number; of: number }, alpha: number, beta: number): number {
  let term = 0;
  for (let i = 0; i < of; i += 1) term += Math.log((beta + i) / (alpha + beta + i));
  let sum = marks === 0 ? Math.exp(term) : 0;
  let scale: number | undefined = marks === 0 ? 0 : undefined;
  for (let j = 0; j < of; j += 1) {
    term += Math.log((((of - j) / (j + 1)) * (alpha + j)) / (beta + of - j - 1));
    if (j + 1 < marks) continue;
    scale ??= term;
    sum += Math.exp(term - scale);
  }
  return Math.min(0, (scale ?? 0) + Math.log(sum));
}

const count = (marks: readonly boolean[]): number => marks.filter(Boolean).length;

/** Variance of the marks per block over that of independent ones, at least 1. */
function burstiness(marks: readonly boolean[], window: number): number {
  const rate = count(marks) / marks.length;
  if (rate === 0 || rate === 1) return 1;
  const size = Math.max(4, Math.ceil(window / 4));
  const blocks = blocksOf(marks, size).filter((block) => block.length === size);
  if (blocks.length < 3) return 1;
  const variance =
    blocks.reduce((sum, block) => sum + (count(block) - size * rate) ** 2, 0) / (blocks.length - 1);
  return Math.max(1, variance / (size * rate * (1 - rate)));
}

const blocksOf = (marks: readonly boolean[], size: number): (readonly boolean[])[] =>
  Array.from({ length: Math.ceil(marks.length / size) }, (_, index) =>
    marks.slice(index * size, (index + 1) * size),
  );

/** Less likely than this that a fault which is still there shows no more marks until the end. */
const ENDED = 0.02;

/** In two thirds of the window at least, and not over before its end: a fault may begin late, but does not end by itself. */
function lasts(marks: readonly boolean[]): boolean {
  if (hasEnded(marks)) return false;
  if (marks.length < 6) return true;
  const rate = count(marks) / marks.length;
  const thirds = blocksOf(marks, Math.ceil(marks.length / 3)).map((block) => count(block) / block.length);
  return thirds.filter((each) => each >= rate / 3).length >= 2;
}

/** Whether the marks had been too close together for so long a quiet time at the end. */
function hasEnded(marks: readonly boolean[]): boolean {
  const last = marks.lastIndexOf(true);
  const quiet = marks.length - 1 - last;
  const meanwhile = count(marks) / (last - marks.indexOf(true) + 3); // two more: few marks may be close by chance
  return (1 - meanwhile) ** quiet < ENDED;
}
