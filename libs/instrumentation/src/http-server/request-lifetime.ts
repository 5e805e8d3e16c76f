import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingHttpHeaders } from 'node:http';
import { DEADLINE_HEADER, METRICS, Unavailable } from '@lab/contracts';
import { counter } from '../metrics/metrics';

/** Why nobody waits for the answer any more. */
const REASONS = ['caller_left', 'deadline'] as const;
type Reason = (typeof REASONS)[number];

/**
 * How long a request is worth working for. Its signal aborts, and what stands behind `refuseAbandoned` is not done any more,
 * once its caller has left or its time is over: our own limit, or what the caller said it will wait for.
 */
export class RequestLifetime {
  /** Milliseconds from its arrival until nobody waits for the answer. */
  readonly timeMs: number;
  private controller: AbortController | undefined;
  private error: Unavailable | undefined;

  constructor(
    headers: IncomingHttpHeaders,
    timeoutMs: number,
    private readonly count: (reason: Reason) => void,
  ) {
    this.timeMs = Math.min(timeoutMs, callersTimeMs(headers) ?? timeoutMs);
  }

  /** Made when it is first asked for: most requests need none. Its reason is what to throw. */
  get signal(): AbortSignal {
    this.controller ??= new AbortController();
    if (this.error) this.controller.abort(this.error);
    return this.controller.signal;
  }

  /** Stops what listens, and counts; a second time changes nothing. */
  abandon(reason: Reason): void {
    if (this.error) return;
    this.error = new Unavailable('request.abandoned', `nobody waits for the answer: ${reason}`, 1);
    this.count(reason);
    this.controller?.abort(this.error);
  }

  throwIfAbandoned(): void {
    if (this.error) throw this.error;
  }
}

const callersTimeMs = (headers: IncomingHttpHeaders): number | undefined => {
  const text = headers[DEADLINE_HEADER];
  // an invalid value means no limit rather than an error: the header is a hint
  return typeof text === 'string' && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
};

/** Begins the lifetimes of requests that may take `timeoutMs` at most. */
export const lifetimes = (timeoutMs: number): ((headers: IncomingHttpHeaders) => RequestLifetime) => {
  const abandoned = counter({
    name: METRICS.httpServerAbandoned,
    help: 'Requests that were given up because their caller left or their time was over; work on them stops.',
  });
  for (const reason of REASONS) abandoned.inc({ reason }, 0);
  return (headers) => new RequestLifetime(headers, timeoutMs, (reason) => abandoned.inc({ reason }));
};

const current = new AsyncLocalStorage<RequestLifetime>();

/** Runs the work for a request. */
export const inLifetime = (lifetime: RequestLifetime | undefined, work: () => void): void => {
  if (lifetime) current.run(lifetime, work);
  else work();
};

/**
 * Throws where the request that this code runs for is abandoned: called before anything is asked of a store. Work for no
 * request, such as a message's, is never abandoned. Work that a request only happened to start must not call it.
 */
export const refuseAbandoned = (): void => current.getStore()?.throwIfAbandoned();
