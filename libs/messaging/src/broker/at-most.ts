import { setTimeout as pause } from 'node:timers/promises';

/** Ends when the work does, or after `ms` if that is sooner; ignores the result of the work. */
export const atMost = async (ms: number, work: Promise<unknown>): Promise<void> => {
  const done = new AbortController();
  await Promise.race([
    work.catch(() => undefined),
    pause(ms, undefined, { signal: done.signal }).catch(() => undefined),
  ]);
  done.abort();
};
