import { setTimeout as sleep } from 'node:timers/promises';

// Most attempts start a `lab` of their own: asked more often, they would be a load themselves.
const POLL_MS = 1000;

/**
 * Asks again until the answer is one, at most for `withinMs`; then fails with what was last wrong. An attempt says "not
 * yet" by throwing, so that an expectation can be the attempt.
 */
export const eventually = async <T>(
  what: string,
  withinMs: number,
  attempt: () => Promise<T>,
): Promise<T> => {
  const deadline = Date.now() + withinMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() >= deadline) throw new Error(`${what}: not within ${withinMs} ms`, { cause: error });
      await sleep(POLL_MS);
    }
  }
};
