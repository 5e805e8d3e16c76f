import { type Server, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { LOG_EVENTS, TRACE_ID_HEADER } from '@lab/contracts';
import { context, isSpanContextValid, ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import type { Logger } from 'pino';
import { startSpan } from '../tracing/tracer';
import type { Exchanges } from './exchanges';
import { closeAfter } from './lifecycle';
import { refusal } from './refusals';
import { sendAnswer } from './reply';
import { endRequest, type RequestMetrics, type RequestTelemetry } from './request-telemetry';

interface Unreadable {
  readonly exchanges: Exchanges;
  readonly metrics: RequestMetrics;
  readonly logger: Logger;
}

interface Refused {
  readonly status: number;
  /** Node's reason. */
  readonly reason: string;
}

type ParserError = Error & { readonly code?: string };

const STATUS_OF_PARSER_ERROR: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
};

/**
 * Answers what Node cannot read as a request, of which it hands over the bare connection. Where a request was begun there and its
 * body is what cannot be read, that request gets the answer; where one is being served, this answer comes after its own.
 */
export const unreadableHandler =
  (parts: Unreadable) =>
  (error: ParserError, socket: Socket): void => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const status = STATUS_OF_PARSER_ERROR[error.code ?? ''] ?? 400;
    refuseOn(socket, { status, reason: error.code ?? error.name }, parts);
  };

const refuseOn = (socket: Socket, refused: Refused, parts: Unreadable): void => {
  const exchange = parts.exchanges.on(socket);
  if (!exchange) {
    answerOn(socket, refused, parts);
    return;
  }
  const { request, reply } = exchange;
  if (request.raw.complete) {
    reply.raw.once('close', () => answerOn(socket, refused, parts));
    return;
  }
  closeAfter(reply.raw);
  sendAnswer(request, reply, { ...refusal(refused.status), cause: refused.reason });
};

/** Takes over what Node would answer itself, or not at all. */
export const answerForNode = (server: Server, parts: Unreadable): void => {
  // by an empty 417; our hook refuses what it is handed
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  // CONNECT asks for a proxy, which none of the services is: Node would close the connection without a word
  server.on('connect', (_request, stream) => {
    answerOn(stream as Socket, { status: 405, reason: 'CONNECT' }, parts);
  });
};

const answerOn = (socket: Socket, refused: Refused, parts: Unreadable): void => {
  if (!socket.writable) return;
  const { status } = refused;
  const traceId = record(refused, parts);
  const named = traceId === undefined ? {} : { traceId };
  const body = JSON.stringify({ ...refusal(status).problem, ...named });
  const headers = {
    'Content-Type': 'application/problem+json; charset=utf-8',
    ...(traceId !== undefined && { [TRACE_ID_HEADER]: traceId }),
    ...(status === 405 && { Allow: '' }),
    'Content-Length': Buffer.byteLength(body),
    Connection: 'close',
  };
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${head.join('')}\r\n${body}`);
};

/** The span, the access line and the metrics of any other request. Returns its trace id; undefined without the SDK. */
const record = ({ status, reason }: Refused, { logger, metrics }: Unreadable): string | undefined => {
  const attributes = () => ({ 'http.request.method': '_OTHER', 'error.type': reason });
  const span = startSpan({ name: 'HTTP', kind: SpanKind.SERVER, attributes }, ROOT_CONTEXT);
  const { code, detail } = refusal(status).problem;
  const telemetry: RequestTelemetry = {
    startedAt: performance.now(), // when it began is not known
    method: '_OTHER',
    route: 'unmatched',
    span,
    context: trace.setSpan(ROOT_CONTEXT, span),
    problem: { code, detail, cause: reason },
    isDone: true,
  };
  endRequest(telemetry, status, metrics);
  const { method, route, problem } = telemetry;
  context.with(telemetry.context, () => {
    logger.info({ method, route, status, duration_ms: 0, ...problem }, LOG_EVENTS.request);
  });
  return isSpanContextValid(span.spanContext()) ? span.spanContext().traceId : undefined;
};
