import { setTimeout as sleep } from 'node:timers/promises';
import { EnvironmentError } from '../errors.ts';

/** Something that can be done to a lab from outside. */
export interface Fault {
  /** For messages: `orders frozen`. */
  readonly what: string;
  /** Rejects with EnvironmentError where this lab or this machine cannot do it, before anything begins. */
  check?(): Promise<void>;
  begin(): Promise<void>;
  /** Whether it is in effect now, as the lab itself shows it. */
  isActive(): Promise<boolean>;
  /** Undoes it. Harmless where it is not in effect. */
  end(): Promise<void>;
}

interface Limits {
  /** How long it may take until the fault is in effect. */
  readonly activeWithinMs: number;
  readonly signal?: AbortSignal;
}

const POLL_MS = 200;

/**
 * Does `work` while the fault is in effect, and undoes the fault whatever happens. Rejects without doing the work when the
 * fault is not in effect in time: what follows would prove nothing.
 */
export const during = async <T>(
  fault: Fault,
  { activeWithinMs, signal }: Limits,
  work: () => Promise<T>,
): Promise<T> => {
  try {
    await fault.begin();
    await untilActive(fault, activeWithinMs, signal);
    return await work();
  } finally {
    await fault.end();
  }
};

const untilActive = async (fault: Fault, withinMs: number, signal?: AbortSignal): Promise<void> => {
  const deadline = Date.now() + withinMs;
  while (!(await fault.isActive())) {
    signal?.throwIfAborted();
    if (Date.now() >= deadline)
      throw new EnvironmentError(`${fault.what}: not in effect within ${withinMs} ms`);
    await sleep(POLL_MS);
  }
};
