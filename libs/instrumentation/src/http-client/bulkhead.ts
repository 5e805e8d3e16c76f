import { BulkheadRejectedError } from 'cockatiel';

/**
 * At most `concurrent` calls at work, at most `queued` that wait for a slot. Not cockatiel's: there an aborted call keeps
 * its place in the queue, and its caller waiting, until a slot is free.
 */
export class Bulkhead {
  private active = 0;
  private readonly waiting = new Set<() => void>();

  constructor(
    private readonly concurrent: number,
    private readonly queued: number,
  ) {}

  get inFlight(): number {
    return this.active;
  }

  get queueLength(): number {
    return this.waiting.size;
  }

  /** Rejects with BulkheadRejectedError where the queue is full, with the signal's reason once that aborts. */
  async run<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    await this.enter(signal);
    try {
      return await work();
    } finally {
      this.leave();
    }
  }

  private async enter(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.active < this.concurrent) {
      this.active += 1;
      return;
    }
    if (this.waiting.size >= this.queued) throw new BulkheadRejectedError(this.concurrent, this.queued);
    await this.turn(signal);
  }

  private turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const admit = (): void => {
        signal.removeEventListener('abort', giveUp);
        resolve();
      };
      const giveUp = (): void => {
        this.waiting.delete(admit);
        reject(signal.reason as Error);
      };
      this.waiting.add(admit);
      signal.addEventListener('abort', giveUp, { once: true });
    });
  }

  /** The slot passes to the call that has waited longest. */
  private leave(): void {
    const [next] = this.waiting;
    if (next === undefined) {
      this.active -= 1;
      return;
    }
    this.waiting.delete(next);
    next();
  }
}
