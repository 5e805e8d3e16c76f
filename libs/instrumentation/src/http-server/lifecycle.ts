import type { ServerResponse } from 'node:http';

/** Injection token of the signal that aborts when the process starts to drain. */
export const DRAINING = Symbol('draining');

/** What the process is serving, and whether it is shutting down. One per app. */
export class Lifecycle {
  private readonly serving = new Set<ServerResponse>();
  private readonly leaving = new AbortController();

  /** Aborts when draining starts: for what would keep a request in flight, such as a long poll. */
  get draining(): AbortSignal {
    return this.leaving.signal;
  }

  get isDraining(): boolean {
    return this.draining.aborted;
  }

  get inFlight(): number {
    return this.serving.size;
  }

  began(response: ServerResponse): void {
    this.serving.add(response);
    if (this.isDraining) closeAfter(response);
  }

  ended(response: ServerResponse): void {
    this.serving.delete(response);
  }

  /** From now on readiness fails, and each response tells its client to reconnect elsewhere. */
  startDraining(): void {
    for (const response of this.serving) closeAfter(response);
    this.leaving.abort();
  }
}

// Node then sends `Connection: close`; once the headers are out the connection is closed by the drain itself
export const closeAfter = (response: ServerResponse): void => {
  if (!response.headersSent) response.shouldKeepAlive = false;
};
