import { setTimeout as pause } from 'node:timers/promises';

const POLL_EVERY_MS = 50;

/** Polls until there is a result; fails, saying what never came, after the deadline. */
export const eventually = async <T>(
  what: string,
  look: () => Promise<T | undefined> | T | undefined,
  withinMs = 20_000,
): Promise<T> => {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const result = await look();
    if (result !== undefined) return result;
    if (Date.now() > deadline) throw new Error(`not seen within ${withinMs} ms: ${what}`);
    await pause(POLL_EVERY_MS);
  }
};
