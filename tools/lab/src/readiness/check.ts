/** `not applicable`: the lab has nothing yet that this could be tried on. It is never a success. */
export type Outcome = 'held' | 'failed' | 'not tried' | 'not applicable';

/** What a judge says of its facts. */
export interface Judged {
  readonly outcome: Outcome;
  /** What was seen; of a failed check what is wrong, and what to do. */
  readonly evidence: readonly string[];
}

/** One line of the review. */
export interface Check extends Judged {
  readonly name: string;
}

export type ReviewVerdict = 'ready' | 'not ready' | 'not judged';

/** Failed if there is a problem; each problem is evidence. */
export const judgeBy = (problems: readonly string[], evidence: readonly string[]): Judged =>
  problems.length === 0 ? { outcome: 'held', evidence } : { outcome: 'failed', evidence: problems };

/** Not ready as soon as one check failed; not judged where one was left out. What is not applicable is named, and holds nothing up. */
export const verdictOf = (checks: readonly Judged[]): ReviewVerdict => {
  const has = (outcome: Outcome): boolean => checks.some((check) => check.outcome === outcome);
  if (has('failed')) return 'not ready';
  return has('not tried') || !has('held') ? 'not judged' : 'ready';
};
