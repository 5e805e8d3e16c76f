import type { Lab } from './lab.ts';
import { LabProcess } from './lab-process.ts';

/** Orders, what those do who only look, and requests that are refused: under it, every panel has something to show. */
const LOADS = [
  ['steady', '12'],
  ['browse', '4'],
  ['bad-input', '2'],
] as const;
/** Longer than any spec takes; it is stopped at the end. */
const LASTS = '1500s';

/** Until what is averaged over a minute has seen a minute of load. */
export const WARM_UP_MS = 75_000;

/** Starts the load that boards are looked at under; whoever starts it stops it. */
export const startBaseLoad = (lab: Lab): readonly LabProcess[] =>
  LOADS.map(
    ([scenario, rate]) =>
      new LabProcess(lab, ['load', scenario, '--rate', rate, '--duration', LASTS, '--no-audit']),
  );
