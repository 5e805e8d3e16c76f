import { REAL_TIME } from '../windows.ts';
import { type Answer, answerTo, type Asked } from './simulate.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Shares of bad events, the worst first: from a total outage to the budget of an objective of 99.9 %. */
export const ERROR_RATIOS = [1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001] as const;

export const DURATIONS: readonly (readonly [label: string, seconds: number])[] = [
  ['1 m', MINUTE],
  ['3 m', 3 * MINUTE],
  ['10 m', 10 * MINUTE],
  ['30 m', 30 * MINUTE],
  ['1 h', HOUR],
  ['3 h', 3 * HOUR],
  ['8 h', 8 * HOUR],
  ['1 d', DAY],
  ['3 d', 3 * DAY],
];

/** One of each kind: which pairs of windows have enough events. More than that changes nothing. */
export const TRAFFIC: readonly (readonly [label: string, eventsPerSecond: number])[] = [
  ['10 events a minute, or more', 10 / MINUTE],
  ['1 event a minute', 1 / MINUTE],
  ['6 events an hour', 6 / HOUR],
  ['1 event an hour', 1 / HOUR],
];

/** By error ratio, then by duration: what the alerts in real time make of it. Undefined is silence. */
export type Grid = readonly (readonly (Answer | undefined)[])[];

/** One grid for each kind of traffic. */
export const blindSpotsOf = (asked: Asked): readonly Grid[] =>
  TRAFFIC.map(([, eventsPerSecond]) =>
    ERROR_RATIOS.map((errorRatio) =>
      DURATIONS.map(([, durationSeconds]) =>
        answerTo({ errorRatio, durationSeconds, eventsPerSecond }, asked, { pace: REAL_TIME }),
      ),
    ),
  );
