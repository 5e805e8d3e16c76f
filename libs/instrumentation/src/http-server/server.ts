import type { Socket } from 'node:net';
import { STATUS_CODES } from 'node:http';
import { TRACE_ID_HEADER } from '@lab/contracts';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { context, isSpanContextValid, ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { BaseConfig } from '../config/base.config';
import { startSpan } from '../tracing/tracer';
import type { Lifecycle } from './lifecycle';
import { toAnswer, refusal } from './problem';
import { sendAnswer } from './reply';
import { installServerHooks } from './server-hooks';

const MAX_PARAM_LENGTH = 200;

/** Fastify as all services run it: JSON only, bounded body, bounded time, problem documents from the router too. */
export const createServer = (config: BaseConfig, lifecycle: Lifecycle, logger: Logger): FastifyAdapter => {
  const adapter = new FastifyAdapter({
    // no service uses Nest middleware: without its host plugin each request has one hook less
    skipMiddie: true,
    bodyLimit: config.BODY_LIMIT_BYTES,
    requestTimeout: config.REQUEST_TIMEOUT_MS,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      begin(request, reply);
      sendAnswer(request, reply, toAnswer(error));
    },
    clientErrorHandler: (error, socket) => answerUnreadable(error, socket, logger),
  });
  const server = adapter.getInstance();
  server.removeContentTypeParser('text/plain');
  const begin = installServerHooks(server, {
    lifecycle,
    logger,
    maxInFlight: config.MAX_IN_FLIGHT,
    timeoutMs: config.REQUEST_TIMEOUT_MS,
  });
  return adapter;
};

const STATUS_OF_PARSER_ERROR: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
};

/** What is no HTTP at all reaches no hook: Node hands over the bare socket. */
const answerUnreadable = (error: Error & { code?: string }, socket: Socket, logger: Logger): void => {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = STATUS_OF_PARSER_ERROR[error.code ?? ''] ?? 400;
  const traceId = recordUnreadable(status, error, logger);
  const problem = refusal(status)?.problem;
  const body = JSON.stringify({ ...problem, ...(traceId !== undefined && { traceId }) });
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/problem+json; charset=utf-8\r\n` +
      (traceId === undefined ? '' : `${TRACE_ID_HEADER}: ${traceId}\r\n`) +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
};

/** A span and a log line as for other requests, so that the id in the answer leads somewhere; without the SDK no id. */
const recordUnreadable = (
  status: number,
  error: Error & { code?: string },
  logger: Logger,
): string | undefined => {
  const reason = error.code ?? error.message;
  const attributes = () => ({ 'http.response.status_code': status, 'error.type': reason });
  const span = startSpan({ name: 'HTTP', kind: SpanKind.SERVER, attributes }, ROOT_CONTEXT);
  context.with(trace.setSpan(ROOT_CONTEXT, span), () => {
    logger.info({ status, code: refusal(status)?.problem.code, cause: reason }, 'unreadable request');
  });
  span.end();
  return isSpanContextValid(span.spanContext()) ? span.spanContext().traceId : undefined;
};
