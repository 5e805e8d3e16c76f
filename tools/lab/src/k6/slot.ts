import { join } from 'node:path';
import { EnvironmentError } from '../errors.ts';
import { withFirstFreeLock } from '../programs/lock.ts';

/** How many runs may send metrics at once: each slot has series of its own in Prometheus (docs/metrics.md). */
const SLOTS = 4;

/**
 * Runs `work` with a number that no other load run of this lab has meanwhile. It is a label of the run's metrics: without
 * one, two runs would write to the same series; with the run's own name, each run ever made would leave new ones behind.
 */
export const withSlot = async <T>(stateDir: string, work: (slot: number) => Promise<T>): Promise<T> => {
  const paths = Array.from({ length: SLOTS }, (_, index) => join(stateDir, 'runs', `slot-${index + 1}.lock`));
  const taken = await withFirstFreeLock(paths, (index) => work(index + 1));
  if (taken === undefined)
    throw new EnvironmentError(
      `${SLOTS} load runs are in progress in this lab, the most that Prometheus has series for; wait until one ends`,
    );
  return taken.result;
};
