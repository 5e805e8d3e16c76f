import type { Candidate, Judged } from './candidate.ts';

/** How much of what one shows the other shows too. */
const MOST = 0.8;

/**
 * The order of what is reported. Time counts by how much was added: evidence grows with traffic, and the clearest change is seldom the
 * largest. A change that another explains comes after it.
 */
export function ranked(judged: readonly Judged[]): Judged[] {
  const byWeight = judged.toSorted((a, b) => weightOf(b) - weightOf(a));
  const causes = byWeight.filter(
    (each) => !byWeight.some((other) => other !== each && explains(other, each)),
  );
  return [...causes, ...byWeight.filter((each) => !causes.includes(each))];
}

/** Structure is all or nothing; of time, half a second weighs as much. */
const weightOf = ({ family, confidence, addedUs }: Judged): number =>
  confidence * (family === 'time' ? Math.min(1, addedUs / 500_000) : 0.9);

/** Whether `other` shows in most traces that show `each`, and lies before it. */
function explains(other: Candidate, each: Candidate): boolean {
  if (each.cause === 'queue-wait') return other.cause !== 'queue-wait' && other.service === each.service;
  if (!covers(other, each)) return false;
  if (other.service === each.service) return other.family !== 'time' && each.family === 'time';
  return isBelow(other, each);
}

function covers(other: Candidate, each: Candidate): boolean {
  const traces = new Set(other.exhibits.map(({ trace }) => trace));
  return each.exhibits.filter(({ trace }) => traces.has(trace)).length >= MOST * each.exhibits.length;
}

/** Whether the span that shows `other` was called on behalf of the one that shows `each`. */
function isBelow(other: Candidate, each: Candidate): boolean {
  const spans = new Map(each.exhibits.map(({ trace, span }) => [trace, span]));
  const shared = other.exhibits.filter(({ trace }) => spans.has(trace));
  const below = shared.filter(({ trace, span }) => {
    for (let above = span.parent; above !== undefined; above = above.parent)
      if (above === spans.get(trace)) return true;
    return false;
  });
  return shared.length > 0 && below.length >= MOST * shared.length;
}
