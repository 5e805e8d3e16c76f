import { setTimeout as sleep } from 'node:timers/promises';

/** How long to wait, and how often to look. */
export interface Patience {
  /** The first attempt that fails after this time is the last one; 10 s by default. */
  readonly withinMs?: number;
  /** The pause between the end of an attempt and the next one; 25 ms by default. */
  readonly everyMs?: number;
}

/**
 * Repeats `attempt` until it succeeds, and returns its result. Throwing means "not yet", so an expectation can be the
 * attempt. After `withinMs` it fails with the last error, in the message and as the cause.
 */
export const eventually = async <T>(
  what: string,
  attempt: () => T | Promise<T>,
  { withinMs = 10_000, everyMs = 25 }: Patience = {},
): Promise<T> => {
  const deadline = performance.now() + withinMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (performance.now() >= deadline)
        throw new Error(`${what}: not within ${withinMs} ms. The last attempt failed: ${textOf(error)}`, {
          cause: error,
        });
      await sleep(everyMs);
    }
  }
};

/** `eventually` for a look that answers rather than throws: `undefined` and `false` mean "not yet". */
export const until = <T>(
  what: string,
  look: () => T | Promise<T>,
  patience?: Patience,
): Promise<Exclude<T, undefined | false>> =>
  eventually(
    what,
    async () => {
      const found = await look();
      if (found === undefined || found === false) throw new Error(`got ${String(found)}`);
      return found as Exclude<T, undefined | false>;
    },
    patience,
  );

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
