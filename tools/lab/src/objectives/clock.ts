import { setTimeout } from 'node:timers/promises';

/** Time as a proof sees it. A spec has one that passes minutes at once. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Rejects when the signal is aborted meanwhile. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export const MACHINE_CLOCK: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) => setTimeout(ms, undefined, { signal }),
};
