import { setTimeout as sleep } from 'node:timers/promises';

export interface Clock {
  /** Milliseconds since some moment. */
  now(): number;
  /** Rejects when `signal` aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}
export const CLOCK = Symbol('Clock');

export const REAL_CLOCK: Clock = {
  now: () => performance.now(),
  sleep: (ms, signal) => sleep(ms, undefined, { signal }),
};
