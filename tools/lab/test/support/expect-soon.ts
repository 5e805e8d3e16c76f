import { setTimeout as sleep } from 'node:timers/promises';

/** Until it holds, for up to four seconds. */
export async function expectSoon(expectation: () => void): Promise<void> {
  for (let attempt = 0; attempt < 40; attempt += 1) {
    try {
      expectation();
      return;
    } catch {
      await sleep(100);
    }
  }
  expectation();
}
