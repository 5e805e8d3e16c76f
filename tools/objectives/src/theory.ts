import type { WindowPair } from './windows.ts';

/** A step of the error ratio from 0, at steady traffic. */
export interface Step {
  /** Share of bad events from the step on. */
  readonly errorRatio: number;
  /** How long there had been traffic by then; longer than every window if absent. */
  readonly historySeconds?: number;
}

/**
 * Seconds from a step of the error ratio until the alert of this pair fires: the long window has to fill until its mean is above the
 * threshold. Undefined where it never fires, since even a full window stays at or below it. A scrape, an evaluation, `for` and the
 * notifier's wait come on top.
 *
 * Source: with window L, burn-rate factor B and objective o the mean over L after t is e·t/L, so t = L·B·(1−o)/e. Where there is a
 * history of H < L only, a rate is a mean over what there is: e·t/(H+t), so t = H·B·(1−o)/(e−B·(1−o)) while H + t ≤ L.
 */
export const secondsToFire = (
  { longSeconds, factor }: WindowPair,
  target: number,
  { errorRatio, historySeconds = longSeconds }: Step,
): number | undefined => {
  const threshold = factor * (1 - target);
  if (errorRatio <= threshold) return undefined;
  const young = (historySeconds * threshold) / (errorRatio - threshold);
  return historySeconds + young <= longSeconds ? young : (longSeconds * threshold) / errorRatio;
};

/**
 * Seconds from the end of the errors until the alert resolves: the short window empties first. After it had been full of `errorRatio`.
 */
export const secondsToResolve = (
  { shortSeconds, factor }: WindowPair,
  target: number,
  errorRatio: number,
): number | undefined => {
  const threshold = factor * (1 - target);
  return errorRatio > threshold ? shortSeconds * (1 - threshold / errorRatio) : undefined;
};

/** Events that are so seldom that an alert has to wait for them. */
export interface SparseEvents {
  /** Their mean rate, the same before and after the first bad one. */
  readonly perSecond: number;
  /** How many the alert asks for in its short window (`leastEvents`). */
  readonly least: number;
  /** How long there had been none when the first bad one came: what hangs is counted late, once somebody gives up on it. */
  readonly quietSeconds: number;
}

/**
 * Seconds from the first bad event until the short window holds as many events as the alert asks for, by their mean, as
 * blind-spots/simulate.ts counts them. Undefined where the traffic is too low for it at any time. The alert fires once this and
 * `secondsToFire` have passed.
 *
 * Single events need no other correction of `secondsToFire`: the n-th bad one comes n − 1 intervals after the first, which is sooner
 * than the errors of n intervals that the formula waits for.
 */
export const secondsToCount = (
  { shortSeconds }: WindowPair,
  { perSecond, least, quietSeconds }: SparseEvents,
): number | undefined => {
  if (perSecond * shortSeconds < least) return undefined;
  const before = perSecond * Math.max(0, shortSeconds - quietSeconds);
  return before + 1 >= least ? 0 : (least - 1) / perSecond;
};
