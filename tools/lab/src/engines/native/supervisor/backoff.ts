import type { RestartPolicy } from '../../../model/model.ts';

// Docker's figures, so that both engines mend at the same pace.
const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 60_000;
const RAN_WELL_MS = 10_000;

/** How long to wait before the next restart, given the last wait and how long the service then ran. */
export function nextDelayMs(lastDelayMs: number, ranForMs: number): number {
  if (lastDelayMs === 0 || ranForMs >= RAN_WELL_MS) return FIRST_DELAY_MS;
  return Math.min(lastDelayMs * 2, LONGEST_DELAY_MS);
}

interface Ending {
  /** Null when a signal ended it, or when nobody could see (an adopted process). */
  readonly exitCode: number | null;
  readonly restarts: number;
}

/** Whether the policy starts a service again that ended by itself. */
export function isRestarted(policy: RestartPolicy, { exitCode, restarts }: Ending): boolean {
  if (policy.kind === 'no') return false;
  if (policy.kind !== 'on-failure') return true;
  return exitCode !== 0 && restarts < (policy.maxRestarts ?? Infinity);
}
