import { Unavailable } from '@lab/contracts';
import type { OnApplicationShutdown } from '@nestjs/common';
import type { AxiosInstance } from 'axios';
import axios from 'axios';
import { isBrokenCircuitError, isBulkheadRejectedError } from 'cockatiel';
import { Pool } from 'undici';
import type { RawAnswer } from './attempt';
import { AttemptFailed, sendOnce } from './attempt';
import { Bulkhead } from './bulkhead';
import { type CallLimits, limitCall } from './call-limits';
import { BREAK_MS, Circuit } from './circuit';
import type { HttpAnswer, HttpClientOptions, HttpRequest } from './http-client.options';
import { toRemoteProblem } from './remote-problem';
import { Retry } from './retry';
import { watchSaturation } from './saturation';
import { undiciAdapter } from './undici-adapter';

const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

/**
 * Calls one other service over HTTP: at most `maxConcurrent` at once, each attempt and the whole call bounded in
 * time, idempotent ones retried with jitter, none at all while the circuit is broken. Every wait ends at the call's
 * deadline or when its caller gives up, and only an attempt holds a slot. Fails with RemoteProblem if the other service
 * explained itself, else with Unavailable (`<service>.timeout`, `.unreachable`, `.circuit_open`, `.busy`, …).
 */
export class HttpClient implements OnApplicationShutdown {
  private readonly pool: Pool;
  private readonly axios: AxiosInstance;
  private readonly circuit: Circuit;
  private readonly bulkhead: Bulkhead;
  private readonly retry: Retry;

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
    this.circuit = new Circuit(options.name);
    this.bulkhead = new Bulkhead(options.maxConcurrent, options.maxQueue);
    this.retry = new Retry(options.maxConcurrent);
    watchSaturation(options.name, () => ({
      inFlight: this.bulkhead.inFlight,
      queued: this.bulkhead.queueLength,
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
    const limits = limitCall(deadlineMs, request.signal);
    const retries = request.idempotent ? this.options.retries : 0;
    try {
      return await this.retry.run((resend) => this.attempt(request, { ...limits, resend }), retries, limits);
    } finally {
      limits.release();
    }
  }

  private async attempt(
    request: HttpRequest<unknown>,
    how: CallLimits & { resend: number },
  ): Promise<RawAnswer> {
    if (request.trial && !this.circuit.isClosed) await this.attempt(request.trial, how);
    const { resend, remainingMs, signal } = how;
    const canTry = request.trial === undefined;
    const send = (): Promise<RawAnswer> => {
      // Outside the circuit: a call whose time is over before it is sent says nothing about the other service.
      const timeoutMs = Math.min(request.timeoutMs ?? this.options.timeoutMs, remainingMs());
      const about = { client: this.options.name, url: this.urlOf(request), resend, timeoutMs, signal };
      return this.circuit.run(() => sendOnce(this.axios, request, about), canTry);
    };
    this.circuit.check(canTry); // before the queue too: while the circuit is broken nobody waits for a slot
    return this.bulkhead.run(send, signal);
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

  /** A failed call as what it means for our own caller; an answer with a problem document is still to be read as such. */
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
    const { name, service = name } = this.options;
    return new Unavailable(`${service}.${code}`, `${service} cannot be used: ${message}`, BREAK_MS / 1000, {
      cause,
    });
  }
}
