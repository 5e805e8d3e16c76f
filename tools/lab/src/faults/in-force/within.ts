import { setTimeout as sleep } from 'node:timers/promises';
import { EnvironmentError } from '../../errors.ts';

/** Rejects where `work` takes longer. What it does goes on: nobody can call back a signal or a command. */
export async function within<T>(limitMs: number, what: string, work: Promise<T>): Promise<T> {
  const done = new AbortController();
  const late = sleep(limitMs, undefined, { signal: done.signal }).then(() => {
    throw new EnvironmentError(`${what}: not done within ${limitMs / 1000} s`);
  });
  late.catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    done.abort();
  }
}
