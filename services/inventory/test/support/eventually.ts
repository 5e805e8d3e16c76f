import { setTimeout as sleep } from 'node:timers/promises';

/** Repeats the assertions until they hold; with the last failure when they still do not at the deadline. */
export async function eventually(assert: () => void | Promise<void>, withinMs = 10_000): Promise<void> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    try {
      await assert();
      return;
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await sleep(25);
    }
  }
}
