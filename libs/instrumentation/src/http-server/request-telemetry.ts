import { METRICS, TRACE_ID_HEADER } from '@lab/contracts';
import type { Context, Span } from '@opentelemetry/api';
import { isSpanContextValid, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { counter, gauge, histogram, observeIn } from '../metrics/metrics';
import type { OriginOf } from '../tracing/caller';
import { boundedText } from '../tracing/bounded-text';
import { startSpan } from '../tracing/tracer';
import type { RequestLifetime } from './request-lifetime';

/** What is kept about a request from its arrival to its last byte. */
export interface RequestTelemetry {
  readonly startedAt: number;
  readonly method: string;
  /** The template, `/orders/:id`; `unmatched` where no route fits: a path would make labels without bound. */
  readonly route: string;
  readonly span: Span;
  readonly context: Context;
  /** What was answered instead of a result, for the access log; `cause` is what the client does not get to see. */
  problem?: { readonly code: string; readonly detail: string; readonly cause?: string };
  isDone: boolean;
  /** Until when it is worth working for. */
  lifetime?: RequestLifetime;
}

/** Not a status that is ever sent: the client went away before the answer. nginx's convention. */
export const CLIENT_CLOSED = 499;

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

export const requestMetrics = (inFlight: () => number) => ({
  duration: histogram({
    name: METRICS.httpServerDuration,
    help: 'Time from the request line to the last byte of the answer.',
  }),
  inFlight: gauge({
    name: METRICS.httpServerInFlight,
    help: 'Requests being served.',
    collect() {
      this.set(inFlight());
    },
  }),
  shed: counter({ name: METRICS.httpServerShed, help: 'Requests refused because too many were in flight.' }),
});
export type RequestMetrics = ReturnType<typeof requestMetrics>;

/** Opens the server span, in the caller's trace where that is continued, and names the trace in the answer. */
export const beginRequest = (
  request: FastifyRequest,
  reply: FastifyReply,
  originOf: OriginOf,
): RequestTelemetry => {
  const method = METHODS.has(request.method) ? request.method : '_OTHER';
  const template = request.is404 ? undefined : request.routeOptions.url;
  const { parent, links } = originOf(request.headers);
  const name = method === '_OTHER' ? 'HTTP' : method;
  const span = startSpan(
    {
      name: template ? `${name} ${template}` : name,
      kind: SpanKind.SERVER,
      attributes: () => serverAttributes(request, method, template),
      links,
    },
    parent,
  );
  const { traceId } = span.spanContext();
  // with the SDK off there is no trace id
  if (isSpanContextValid(span.spanContext())) reply.header(TRACE_ID_HEADER, traceId);
  return {
    startedAt: performance.now(),
    method,
    route: template ?? 'unmatched',
    span,
    context: trace.setSpan(parent, span),
    isDone: false,
  };
};

const serverAttributes = (request: FastifyRequest, method: string, template: string | undefined) => {
  // cut first: a short path would keep the longest query
  const [path] = boundedText(request.url).split('?', 1);
  return {
    'http.request.method': method,
    ...(method === '_OTHER' && { 'http.request.method_original': boundedText(request.method) }),
    ...(template && { 'http.route': template }),
    'url.path': path,
    'url.scheme': request.protocol,
    'server.address': boundedText(request.hostname),
    ...(request.port !== null && { 'server.port': request.port }),
    'client.address': request.ip,
    ...(request.headers['user-agent'] && {
      'user_agent.original': boundedText(request.headers['user-agent']),
    }),
  };
};

/** Closes the span and records the duration; `status` is CLIENT_CLOSED where nobody was left to answer. */
export const endRequest = (telemetry: RequestTelemetry, status: number, metrics: RequestMetrics): number => {
  const { span, method, route, startedAt, problem } = telemetry;
  const durationMs = performance.now() - startedAt;
  if (status === CLIENT_CLOSED) {
    span.setAttribute('error.type', 'client_closed');
  } else {
    span.setAttribute('http.response.status_code', status);
    if (status >= 500) {
      span.setAttribute('error.type', String(status));
      span.setStatus({ code: SpanStatusCode.ERROR, ...describe(status, problem) });
    }
  }
  observeIn(span.spanContext(), metrics.duration, {
    labels: { method, route, status },
    value: durationMs / 1000,
  });
  span.end();
  return durationMs;
};

/** Why it is a 5xx, with what the client does not get to read. A bug's span has the exception itself. */
const describe = (status: number, problem: RequestTelemetry['problem']): { message?: string } => {
  if (!problem || status === 500) return {};
  const { code, detail, cause } = problem;
  return { message: `${code}: ${detail}${cause === undefined ? '' : ` <- ${cause}`}` };
};
