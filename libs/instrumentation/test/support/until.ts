import { setTimeout as sleep } from 'node:timers/promises';

/** Polls until `isTrue`; fails with `what` after `timeoutMs`. */
export const until = async (
  what: string,
  isTrue: () => boolean | Promise<boolean>,
  timeoutMs = 10_000,
): Promise<void> => {
  const deadline = Date.now() + timeoutMs;
  while (!(await isTrue())) {
    if (Date.now() > deadline) throw new Error(`not within ${timeoutMs} ms: ${what}`);
    await sleep(10);
  }
};
