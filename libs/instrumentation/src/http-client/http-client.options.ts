import type { z } from 'zod';

export interface HttpClientOptions {
  /** This client's name in metrics: `orders_reads`. */
  readonly name: string;
  /** The service that is called, as error codes name it: `orders`. Default: `name`. */
  readonly service?: string;
  readonly baseUrl: string;
  /** Longest time of one attempt. */
  readonly timeoutMs: number;
  /** Longest time of a call with all that it waits for: its turn, its attempts, the pauses between; default: twice `timeoutMs`. */
  readonly deadlineMs?: number;
  /** Further attempts of an idempotent call. */
  readonly retries: number;
  /** Calls at once; that many connections are kept open, and that many more calls may pause before a further attempt. */
  readonly maxConcurrent: number;
  /** Calls that may wait for their turn; one more fails at once. */
  readonly maxQueue: number;
}

export interface HttpRequest<T> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  /** The path's template, `/orders/:id`, for the span's name and its `url.template`. */
  readonly route?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  /** Schema of a 2xx body. */
  readonly schema: z.ZodType<T>;
  /** Whether repeating the call does no harm; only then it is retried. */
  readonly idempotent: boolean;
  /** Instead of the client's; raises the deadline along with it. */
  readonly timeoutMs?: number;
  /** Aborts the call, e.g. because our own client disconnected; that counts neither for nor against the other service. */
  readonly signal?: AbortSignal;
  /**
   * For a call that waits on purpose, such as a long poll: what is sent before it while the circuit is not closed. The call
   * itself is never the trial: it would show only after its whole wait whether the other service is back.
   */
  readonly trial?: HttpRequest<unknown>;
}

export interface HttpAnswer<T> {
  readonly status: number;
  readonly body: T;
  readonly headers: Readonly<Record<string, string>>;
}
