import type { Objective } from './objective.ts';
import type { WindowPair } from './windows.ts';

/** Evaluations in the pair's short window; its long window has twelve times as many. */
export const STEPS = 10;
/** Events between two evaluations: enough that a share of a thousandth is a whole number. */
export const EVENTS = 100_000;

/** What happens from an evaluation on, until the next entry: so many events, this share of them bad; a reset starts the counters anew. */
export interface Phase {
  readonly steps: number;
  readonly badShare: number;
  readonly events?: number;
  readonly reset?: true;
}

export interface Case {
  readonly name: string;
  readonly phases: readonly Phase[];
  /** Evaluations at which the alert of the pair fires, and at which it does not. */
  readonly fires: readonly number[];
  readonly silent: readonly number[];
}

/** What the alert of one pair has to do, from its definition alone. */
export const casesOf = (
  pair: WindowPair,
  { target, leastEvents }: Pick<Objective, 'target' | 'leastEvents'>,
): readonly Case[] => {
  const long = (pair.longSeconds / pair.shortSeconds) * STEPS;
  const threshold = pair.factor * (1 - target);
  return [
    ...steadyCases(long, threshold),
    ...fewCases(long, leastEvents),
    ...resetCases(long, threshold),
    ...changingCases(long, threshold),
  ];
};

/** One share of bad events until both windows are full of it. */
function steadyCases(long: number, threshold: number): Case[] {
  const full = long + 5;
  const steady = (badShare: number, events?: number): Phase[] => [
    { steps: long + STEPS, badShare, ...(events === undefined ? {} : { events }) },
  ];
  return [
    // A thousandth: nearer to the threshold the rounding of rates decides.
    { name: 'just above the threshold', phases: steady(threshold * 1.001), fires: [full], silent: [] },
    { name: 'just below the threshold', phases: steady(threshold * 0.999), fires: [], silent: [full] },
    { name: 'no failure at all', phases: steady(0), fires: [], silent: [full] },
    { name: 'no event at all', phases: steady(0, 0), fires: [], silent: [full] },
  ];
}

/** All of them bad, and around as many in the short window as it takes. */
function fewCases(long: number, leastEvents: number): Case[] {
  const bad = (events: number): Phase[] => [{ steps: long + STEPS, badShare: 1, events }];
  const perStep = leastEvents / STEPS;
  return [
    { name: 'too few events', phases: bad(perStep * 0.9), fires: [], silent: [long + 5] },
    { name: 'just enough events', phases: bad(perStep * 1.1), fires: [long + 5], silent: [] },
  ];
}

/** The counters start anew in the middle, as after a restart. */
function resetCases(long: number, threshold: number): Case[] {
  const full = long + 5;
  const phases = (badShare: number): Phase[] => [
    { steps: long / 2, badShare },
    { steps: long / 2 + STEPS, badShare, reset: true },
  ];
  return [
    { name: 'a restart, above the threshold', phases: phases(threshold * 1.1), fires: [full], silent: [] },
    { name: 'a restart, below the threshold', phases: phases(threshold * 0.9), fires: [], silent: [full] },
  ];
}

/**
 * Errors at three times the threshold after a long quiet time. The long window is above it once a third of it is full, the short
 * one sooner. When they end, the short window is below it once two thirds of it are empty.
 */
function changingCases(long: number, threshold: number): Case[] {
  const onset = long + STEPS;
  const fills = long / 3;
  const end = onset + fills + STEPS;
  const empties = Math.ceil((STEPS * 2) / 3);
  const quiet = { steps: onset, badShare: 0 };
  const badShare = threshold * 3;
  return [
    {
      name: 'errors that begin and end',
      phases: [quiet, { steps: end - onset, badShare }, { steps: STEPS * 2, badShare: 0 }],
      fires: [onset + fills + 3, end + empties - 3],
      silent: [onset - 1, onset + fills - 3, end + empties + 3],
    },
    {
      name: 'errors that fill the short window only',
      phases: [quiet, { steps: STEPS + 2, badShare }],
      fires: [],
      silent: [onset + STEPS],
    },
  ];
}
