import { Unavailable } from '@lab/contracts';
import type { OnApplicationShutdown } from '@nestjs/common';
import type { AxiosInstance } from 'axios';
import axios from 'axios';
import { isBrokenCircuitError, isBulkheadRejectedError } from 'cockatiel';
import { Pool } from 'undici';
import type { RawAnswer } from './attempt';
import { AttemptFailed, sendOnce } from './attempt';
import type { HttpAnswer, HttpClientOptions, HttpRequest } from './http-client.options';
import { toRemoteProblem } from './remote-problem';
import { undiciAdapter } from './undici-adapter';
import { BREAK_MS, createBreaker, createBulkhead, createRetry } from './resilience';
import { watchSaturation } from './saturation';

const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

/**
 * Calls one other service over HTTP: at most `maxConcurrent` at once, each attempt and the whole call bounded in
 * time, idempotent ones retried with jitter, none at all while the circuit is broken. Fails with RemoteProblem where
 * the far side explained itself, else with Unavailable (`<name>.timeout`, `.unreachable`, `.circuit_open`, `.busy`, …).
 */
export class HttpClient implements OnApplicationShutdown {
  private readonly pool: Pool;
  private readonly axios: AxiosInstance;
  private readonly breaker;
  private readonly bulkhead;

  constructor(private readonly options: HttpClientOptions) {
    this.pool = new Pool(new URL(options.baseUrl).origin, {
      connections: options.maxConcurrent,
      maxResponseSize: MAX_ANSWER_BYTES,
    });
    this.axios = axios.create({
      adapter: undiciAdapter(this.pool),
      responseType: 'text',
      validateStatus: () => true,
      // the body is parsed once, by us, after the status is known
      transformResponse: (text: string) => text,
      headers: { accept: 'application/json, application/problem+json' },
    });
    this.breaker = createBreaker(options.name);
    this.bulkhead = createBulkhead(options.maxConcurrent, options.maxQueue);
    watchSaturation(options.name, () => ({
      inFlight: options.maxConcurrent - this.bulkhead.executionSlots,
      queued: options.maxQueue - this.bulkhead.queueSlots,
    }));
  }

  async request<T>(request: HttpRequest<T>): Promise<HttpAnswer<T>> {
    const answer = await this.send(request).catch((error: unknown) => this.refuse(error));
    const body = this.parseJson(answer);
    if (answer.status >= 400)
      throw toRemoteProblem(answer.status, answer.headers, body) ?? this.badAnswer(answer.status);
    const parsed = request.schema.safeParse(body);
    if (!parsed.success) throw this.badAnswer(answer.status, parsed.error);
    return { status: answer.status, headers: answer.headers, body: parsed.data };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.destroy();
  }

  private async send(request: HttpRequest<unknown>): Promise<RawAnswer> {
    const timeoutMs = request.timeoutMs ?? this.options.timeoutMs;
    const deadlineMs = Math.max(this.options.deadlineMs ?? 2 * this.options.timeoutMs, timeoutMs);
    const deadline = performance.now() + deadlineMs;
    const { signal, release } = abortAfter(deadlineMs, request.signal);
    try {
      return await this.bulkhead.execute(
        () => this.attempts(request, { timeoutMs, deadline, signal }),
        signal,
      );
    } catch (error) {
      if (!signal.aborted || request.signal?.aborted) throw error;
      throw new AttemptFailed('timeout', `not done within ${deadlineMs} ms`, undefined, { cause: error });
    } finally {
      release();
    }
  }

  private attempts(
    request: HttpRequest<unknown>,
    limits: { timeoutMs: number; deadline: number; signal: AbortSignal },
  ): Promise<RawAnswer> {
    const { timeoutMs, deadline, signal } = limits;
    const url = this.urlOf(request);
    const retries = request.idempotent ? this.options.retries : 0;
    return createRetry(retries, deadline).execute(
      ({ attempt: resend }) =>
        this.breaker.execute(() =>
          sendOnce(this.axios, request, { client: this.options.name, url, resend, timeoutMs, signal }),
        ),
      signal,
    );
  }

  private urlOf({ path, query = {} }: HttpRequest<unknown>): URL {
    const url = new URL(path, this.options.baseUrl);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    return url;
  }

  private parseJson({ status, text }: RawAnswer): unknown {
    if (text === '') return undefined;
    try {
      return JSON.parse(text) as unknown;
    } catch (error) {
      throw this.badAnswer(status, error);
    }
  }

  /** A failed call as what it means for our own caller; a 5xx with a problem document goes on to be read as such. */
  private refuse(error: unknown): RawAnswer {
    if (error instanceof AttemptFailed && error.answer) return error.answer;
    if (error instanceof AttemptFailed) {
      const code = error.reason === 'connection' ? 'unreachable' : error.reason;
      throw this.unavailable(code, error.message, error);
    }
    if (isBrokenCircuitError(error))
      throw this.unavailable('circuit_open', 'it failed too often just now', error);
    if (isBulkheadRejectedError(error))
      throw this.unavailable('busy', 'too many calls are waiting for it', error);
    throw error;
  }

  private badAnswer(status: number, cause?: unknown): Unavailable {
    return this.unavailable('bad_answer', `it answered ${status} with something unexpected`, cause);
  }

  private unavailable(code: string, message: string, cause: unknown): Unavailable {
    const { name } = this.options;
    return new Unavailable(`${name}.${code}`, `${name} cannot be used: ${message}`, BREAK_MS / 1000, {
      cause,
    });
  }
}

/** Aborts when the time is over or the caller gives up; `release` must be called when neither matters any more. */
const abortAfter = (timeMs: number, caller?: AbortSignal): { signal: AbortSignal; release: () => void } => {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  const timer = setTimeout(abort, timeMs);
  caller?.addEventListener('abort', abort, { once: true });
  if (caller?.aborted) abort();
  return {
    signal: controller.signal,
    release: () => {
      clearTimeout(timer);
      caller?.removeEventListener('abort', abort);
    },
  };
};
