import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../clock.ts';

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** Time passes only while a test lets it: then at once, from one sleeper to the next. */
export class FakeClock implements Clock {
  #now = 1_000_000;
  readonly #sleepers = new Set<Sleeper>();

  now(): number {
    return this.#now;
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.reject(signal.reason as Error);
    return new Promise((resolve, reject) => {
      const giveUp = (): void => {
        this.#sleepers.delete(sleeper);
        reject(signal.reason as Error);
      };
      const wake = (): void => {
        signal.removeEventListener('abort', giveUp);
        resolve();
      };
      const sleeper = { at: this.#now + ms, wake };
      this.#sleepers.add(sleeper);
      signal.addEventListener('abort', giveUp, { once: true });
    });
  }

  /** How many wait for time to pass. */
  get sleepers(): number {
    return this.#sleepers.size;
  }

  /** Lets time pass until the promise has settled. Throws where it waits for something else than time. */
  async passUntil<T>(promise: Promise<T>): Promise<T> {
    const progress = { isOver: false };
    const end = (): void => {
      progress.isOver = true;
    };
    promise.then(end, end);
    for (;;) {
      await setImmediate(); // whoever was woken goes on
      if (progress.isOver) return promise;
      this.#wakeNext();
    }
  }

  #wakeNext(): void {
    const next = Math.min(...[...this.#sleepers].map(({ at }) => at));
    if (next === Number.POSITIVE_INFINITY) throw new Error('nobody sleeps, and nothing has come to its end');
    this.#now = next;
    for (const sleeper of [...this.#sleepers].filter(({ at }) => at === next)) {
      this.#sleepers.delete(sleeper);
      sleeper.wake();
    }
  }
}
