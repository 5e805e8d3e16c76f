import { DEADLINE_HEADER, METRICS } from '@lab/contracts';
import type { Span } from '@opentelemetry/api';
import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { AxiosInstance } from 'axios';
import { isAxiosError } from 'axios';
import { histogram, observeIn } from '../metrics/metrics';
import { boundedText } from '../tracing/bounded-text';
import { startInnerSpan } from '../tracing/tracer';
import type { Histogram } from 'prom-client';
import type { HttpRequest } from './http-client.options';

/** An answer as it came over the wire. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

export type FailureReason = 'timeout' | 'aborted' | 'connection' | 'server_error';

/** One attempt that failed or was aborted. `answer` is set if the other service answered at all. */
export class AttemptFailed extends Error {
  constructor(
    readonly reason: FailureReason,
    message: string,
    readonly answer?: RawAnswer,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'AttemptFailed';
  }
}

interface Attempt {
  readonly client: string;
  readonly url: URL;
  /** 0 for the first. */
  readonly resend: number;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

const TOO_MANY_REQUESTS = 429;

const makeDuration = () =>
  histogram({
    name: METRICS.httpClientDuration,
    help: 'Time of one attempt to call another service.',
  });

/** Made with the first call: when this file is loaded, the registry may not be there yet. */
let duration: Histogram | undefined;

/** One request over the wire, with its client span. Answers below 500 but 429 resolve, all else rejects with AttemptFailed. */
export const sendOnce = async (
  axios: AxiosInstance,
  request: HttpRequest<unknown>,
  attempt: Attempt,
): Promise<RawAnswer> => {
  const span = startSpan(request, attempt);
  const startedAt = performance.now();
  let status = 'unknown';
  try {
    const answer = await exchange(axios, request, { ...attempt, span });
    status = String(answer.status);
    span.setAttribute('http.response.status_code', answer.status);
    if (answer.status >= 400) fail(span, status);
    if (answer.status >= 500 || answer.status === TOO_MANY_REQUESTS)
      throw new AttemptFailed('server_error', `answered ${status}`, answer);
    return answer;
  } catch (error) {
    if (error instanceof AttemptFailed && !error.answer) {
      status = error.reason;
      fail(span, status, error.message);
    }
    throw error;
  } finally {
    const seconds = (performance.now() - startedAt) / 1000;
    const labels = { client: attempt.client, method: request.method, status };
    observeIn(span.spanContext(), (duration ??= makeDuration()), { labels, value: seconds });
    span.end();
  }
};

const startSpan = ({ method, route }: HttpRequest<unknown>, { url, resend }: Attempt): Span =>
  startInnerSpan({
    name: route ? `${method} ${route}` : method,
    kind: SpanKind.CLIENT,
    attributes: () => ({
      'http.request.method': method,
      'url.full': boundedText(url.href),
      'server.address': url.hostname,
      'server.port': Number(url.port || (url.protocol === 'https:' ? 443 : 80)),
      ...(route && { 'url.template': route }),
      ...(resend > 0 && { 'http.request.resend_count': resend }),
    }),
  });

// A caller's span is an error from 400 on, by the semantic conventions: the caller did not get what it asked for.
const fail = (span: Span, type: string, message = ''): void => {
  span.setAttribute('error.type', type);
  span.setStatus({ code: SpanStatusCode.ERROR, ...(message && { message }) });
};

const exchange = async (
  axios: AxiosInstance,
  request: HttpRequest<unknown>,
  { url, timeoutMs, signal, span }: Attempt & { span: Span },
): Promise<RawAnswer> => {
  // ends when the attempt's time is over or its call ends; axios' own timeout is about the socket being idle, and a body
  // that trickles in never is
  const abort = new AbortController();
  const endWithCall = (): void => abort.abort(signal.reason);
  const timer = setTimeout(
    () => abort.abort(new AttemptFailed('timeout', `no answer within ${timeoutMs} ms`)),
    timeoutMs,
  );
  signal.addEventListener('abort', endWithCall, { once: true });
  try {
    signal.throwIfAborted();
    const { method, body } = request;
    const response = await axios.request<string>({
      method,
      url: url.href,
      headers: headersOf(request, timeoutMs, span),
      data: body,
      signal: abort.signal,
    });
    return { status: response.status, headers: flatten(response.headers), text: response.data };
  } catch (error) {
    throw abort.signal.aborted ? abort.signal.reason : explain(error);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', endWithCall);
  }
};

const headersOf = ({ headers, body }: HttpRequest<unknown>, timeoutMs: number, span: Span) => {
  const sent: Record<string, string> = { ...headers, [DEADLINE_HEADER]: String(Math.ceil(timeoutMs)) };
  propagation.inject(trace.setSpan(context.active(), span), sent);
  // Without a body axios would announce a form, which the other service refuses.
  return body === undefined ? { ...sent, 'content-type': false } : sent;
};

const explain = (error: unknown): unknown => {
  if (!isAxiosError(error)) return error;
  return new AttemptFailed('connection', error.code ?? error.message, undefined, { cause: error });
};

// Node's parser has lower-cased the names already
const flatten = (headers: object): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
