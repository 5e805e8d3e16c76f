/** The handler did not end within its time. It may still run: its signal is aborted, but nothing can force it. */
export class HandlerTimedOut extends Error {
  override readonly name = 'HandlerTimedOut';

  constructor(timeoutMs: number) {
    super(`not handled within ${timeoutMs} ms`);
  }
}

/** The process stops and waits no longer. */
export class HandlerStopped extends Error {
  override readonly name = 'HandlerStopped';
}

/** Runs handlers under a time limit, and can end the wait for all of them. */
export class Deadline {
  readonly #running = new Set<(reason: Error) => void>();

  constructor(private readonly timeoutMs: number) {}

  /** Ends with the work; or, when its time is over or stop() is called, at once and with the signal aborted. */
  run(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const controller = new AbortController();
    return new Promise<void>((resolve, reject) => {
      const abort = (reason: Error): void => {
        reject(reason); // first: what the abort itself makes the work throw is not the reason
        controller.abort(reason);
      };
      // made only when it fires: an error captures its stack, for every message
      const timer = setTimeout(() => abort(new HandlerTimedOut(this.timeoutMs)), this.timeoutMs);
      this.#running.add(abort);
      work(controller.signal)
        .then(resolve, reject)
        .finally(() => {
          clearTimeout(timer);
          this.#running.delete(abort);
        });
    });
  }

  stop(): void {
    for (const abort of this.#running) abort(new HandlerStopped('the process stops'));
  }
}
