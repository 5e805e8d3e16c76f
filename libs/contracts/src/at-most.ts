import { setTimeout as sleep } from 'node:timers/promises';

/** Waits for the work, but no longer than `ms`: whether it ended in time. Rejects as the work does. */
export const atMost = async (ms: number, work: Promise<unknown>): Promise<boolean> => {
  const done = new AbortController();
  try {
    return await Promise.race([
      work.then(() => true),
      sleep(ms, false, { signal: done.signal }).catch(() => false),
    ]);
  } finally {
    done.abort();
  }
};
