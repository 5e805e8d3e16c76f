import {
  durationText,
  nameAt,
  type Objective,
  type Pace,
  pairsAt,
  secondsToCount,
  secondsToFire,
  secondsToResolve,
  type WindowPair,
} from '@lab/objectives';
import type { PageLog } from './pages.ts';

/** What is known after a fault that broke an objective. Times are milliseconds since 1970. */
export interface Broken {
  /** When clients saw the first bad event, and when the fault ended. */
  readonly onset: number;
  readonly end: number;
  /** Share of bad events in between. */
  readonly errorRatio: number;
  /** How long there had been traffic at the onset, for each long window in seconds. */
  readonly historySeconds: (longSeconds: number) => number;
  /** Mean rate of events before the fault, and how long there had been none at the onset. */
  readonly perSecond: number;
  readonly quietSeconds: number;
}

/** One page alert, by theory and as measured. Null: it never fires, or did not. */
export interface ProvenAlert {
  readonly objective: string;
  readonly windows: string;
  readonly theorySeconds: number | null;
  readonly measuredSeconds: number | null;
  readonly resolveTheorySeconds: number | null;
  readonly resolveMeasuredSeconds: number | null;
  /** Paged no later than the theory and the tolerance say. */
  readonly held: boolean;
}

/** Two scrapes and two evaluations, of 5 s each (prometheus.yml). Alertmanager's wait and oncall are in it. */
export const TOLERANCE_SECONDS = 20;

export const pagePairs = (pace: Pace): readonly WindowPair[] =>
  pairsAt(pace).filter(({ severity }) => severity === 'page');

export const windowsOf = ({ longSeconds, shortSeconds }: WindowPair): string =>
  `${durationText(longSeconds)}/${durationText(shortSeconds)}`;

/** Each page alert of an objective, measured against the theory. */
export const judge = (objective: Objective, pace: Pace, { broken, log }: { broken: Broken; log: PageLog }) =>
  pagePairs(pace).map((pair): ProvenAlert => {
    const { onset, end, errorRatio } = broken;
    const name = nameAt(objective, pace);
    const windows = windowsOf(pair);
    const theory = theoryOf(objective, pair, broken);
    const measured = secondsBetween(onset, log.firedAt(name, windows));
    return {
      objective: objective.name,
      windows,
      theorySeconds: theory,
      measuredSeconds: measured,
      resolveTheorySeconds: secondsToResolve(pair, objective.target, errorRatio) ?? null,
      resolveMeasuredSeconds: secondsBetween(end, log.resolvedAt(name, windows)),
      held: theory !== null && measured !== null && measured <= theory + TOLERANCE_SECONDS,
    };
  });

/** From the first bad event until the budget burns too fast and enough events have come. Null: never. */
const theoryOf = (
  { target, leastEvents }: Objective,
  pair: WindowPair,
  { errorRatio, historySeconds, perSecond, quietSeconds }: Broken,
): number | null => {
  const step = { errorRatio, historySeconds: historySeconds(pair.longSeconds) };
  const burning = secondsToFire(pair, target, step);
  const counted = secondsToCount(pair, { perSecond, least: leastEvents, quietSeconds });
  return burning === undefined || counted === undefined ? null : Math.max(burning, counted);
};

/** Null where it did not happen, or before: that was about something else. */
const secondsBetween = (from: number, to: number | undefined): number | null =>
  to === undefined || to < from ? null : (to - from) / 1000;
