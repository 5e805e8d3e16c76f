import type { Objective } from '../objective.ts';
import { evaluationSecondsAt, type Pace, pairsAt, SCRAPE_SECONDS, type WindowPair } from '../windows.ts';

// Under Jest a global is slow to reach, and these are reached for every evaluation of days.
const { max, min } = Math;
const ENDLESS = Number.POSITIVE_INFINITY;

/** Steady traffic of which, from 0 on and for a while, a share is bad. */
export interface Burst {
  readonly errorRatio: number;
  readonly durationSeconds: number;
  readonly eventsPerSecond: number;
  /** How long there had been traffic before; longer than every window if absent. */
  readonly historySeconds?: number;
}

/** What an objective asks of its events. */
export type Asked = Pick<Objective, 'target' | 'leastEvents'>;

/** How the rules look at the counters. */
export interface Sampling {
  readonly evaluationSeconds: number;
  /** How much shorter a rate is than its window: n samples span n − 1 scrapes. */
  readonly edgeSeconds: number;
}

/** Who is told of a burst, and how long after its first bad event. */
export interface Answer {
  readonly severity: WindowPair['severity'];
  readonly afterSeconds: number;
  readonly pair: WindowPair;
}

export const samplingAt = (pace: Pace): Sampling => ({
  evaluationSeconds: evaluationSecondsAt(pace),
  edgeSeconds: SCRAPE_SECONDS,
});

/**
 * What the alerts of an objective make of a burst: the first page, else the first ticket, else undefined, which is silence. The first
 * evaluation follows the first bad event by a whole interval. Events are counted by their mean: with a handful of them, chance decides.
 */
export function answerTo(
  burst: Burst,
  asked: Asked,
  { pace, sampling = samplingAt(pace) }: { pace: Pace; sampling?: Sampling },
): Answer | undefined {
  const answers = pairsAt(pace).flatMap((pair): Answer[] => {
    const afterSeconds = firstFiring(burst, asked, { pair, sampling });
    return afterSeconds === undefined ? [] : [{ severity: pair.severity, afterSeconds, pair }];
  });
  const soonest = answers.sort((a, b) => a.afterSeconds - b.afterSeconds);
  return soonest.find(({ severity }) => severity === 'page') ?? soonest[0];
}

/** The first evaluation at which the alert of one pair fires, in seconds since the first bad event. */
export function firstFiring(
  burst: Burst,
  { target, leastEvents }: Asked,
  { pair, sampling }: { pair: WindowPair; sampling: Sampling },
): number | undefined {
  const { longSeconds, shortSeconds, factor } = pair;
  const { evaluationSeconds, edgeSeconds } = sampling;
  const threshold = factor * (1 - target);
  const isBurning = (windowSeconds: number, now: number): boolean =>
    ratioOver(windowSeconds - edgeSeconds, now, burst) > threshold;
  // Once the short window has lost the burst, nothing brings it back.
  const end = burst.durationSeconds + shortSeconds;
  // Neither ever gets better than that; days of evaluations need no look.
  if (burst.errorRatio <= threshold || eventsIn(shortSeconds, end, burst) < leastEvents) return undefined;
  for (let now = evaluationSeconds; now <= end; now += evaluationSeconds)
    if (
      isBurning(longSeconds, now) &&
      isBurning(shortSeconds, now) &&
      eventsIn(shortSeconds, now, burst) >= leastEvents
    )
      return now;
  return undefined;
}

/** Share of bad events over the window that ends now, or over as much of it as there was traffic. */
function ratioOver(
  seconds: number,
  now: number,
  { errorRatio, durationSeconds, historySeconds = ENDLESS }: Burst,
): number {
  const from = max(now - seconds, -historySeconds);
  const bad = max(0, min(now, durationSeconds) - max(from, 0));
  return (errorRatio * bad) / (now - from);
}

const eventsIn = (
  seconds: number,
  now: number,
  { eventsPerSecond, historySeconds = ENDLESS }: Burst,
): number => eventsPerSecond * min(seconds, historySeconds + now);
