import { LOG_EVENTS } from '@lab/contracts';
import { context } from '@opentelemetry/api';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Counter } from 'prom-client';
import type { OriginOf } from '../tracing/caller';
import type { Lifecycle } from './lifecycle';
import { closeAfter } from './lifecycle';
import { isExempt, refusedEarly } from './early-refusal';
import type { Exchanges } from './exchanges';
import type { ManagementPort } from './management-port';
import { overloaded, refusal, timedOut } from './refusals';
import { inLifetime, type RequestLifetime, lifetimes } from './request-lifetime';
import { sendAnswer, setTelemetry, TELEMETRY, telemetryOf } from './reply';
import type { RequestMetrics, RequestTelemetry } from './request-telemetry';
import { beginRequest, CLIENT_CLOSED, endRequest } from './request-telemetry';

interface HookOptions {
  readonly lifecycle: Lifecycle;
  readonly logger: Logger;
  readonly exchanges: Exchanges;
  readonly metrics: RequestMetrics;
  readonly management: ManagementPort;
  readonly maxInFlight: number;
  readonly timeoutMs: number;
  readonly originOf: OriginOf;
}

/** Starts a request's telemetry; for the router's own refusals, which no hook sees. */
export type BeginRequest = (request: FastifyRequest, reply: FastifyReply) => RequestTelemetry;

/**
 * All telemetry of a request, in three hooks of our own: server span, access log, duration, in flight, shedding.
 * Measured cost is why: the stock instrumentations make several spans and wrap every hook and handler.
 */
export const installServerHooks = (
  server: FastifyInstance,
  { lifecycle, logger, exchanges, metrics, management, maxInFlight, timeoutMs, originOf }: HookOptions,
): BeginRequest => {
  const beginLifetime = lifetimes(timeoutMs);

  const end = (telemetry: RequestTelemetry, reply: FastifyReply): void => {
    if (telemetry.isDone) return;
    telemetry.isDone = true;
    lifecycle.ended(reply.raw);
    const status = reply.raw.writableEnded ? reply.raw.statusCode : CLIENT_CLOSED;
    const durationMs = endRequest(telemetry, status, metrics);
    const { method, route, problem } = telemetry;
    const duration_ms = Math.round(durationMs * 100) / 100;
    const line = { method, route, status, duration_ms, ...problem };
    context.with(telemetry.context, () => logger.info(line, LOG_EVENTS.request));
  };

  const begin: BeginRequest = (request, reply) => {
    const telemetry = beginRequest(request, reply, originOf);
    setTelemetry(request, telemetry);
    lifecycle.began(reply.raw);
    exchanges.began({ request, reply });
    const lifetime = (telemetry.lifetime = beginLifetime(request.headers));
    // Fastify's handlerTimeout makes and aborts an AbortController per request: some 40 µs in a CPU profile
    const timer = setTimeout(() => expire(request, reply, lifetime), lifetime.timeMs).unref();
    // 'close' comes after the last byte and also when the client goes away; Fastify's onResponse misses the latter
    reply.raw.once('close', () => {
      clearTimeout(timer);
      if (!reply.raw.writableEnded) lifetime.abandon('caller_left');
      end(telemetry, reply);
    });
    return telemetry;
  };

  server.decorateRequest(TELEMETRY as unknown as string, undefined);
  const isFull = (): boolean => lifecycle.inFlight >= maxInFlight;
  addHooks(server, { begin, isFull, lifecycle, management, shed: metrics.shed });
  return begin;
};

interface Hooked {
  readonly begin: BeginRequest;
  readonly isFull: () => boolean;
  readonly lifecycle: Lifecycle;
  readonly management: ManagementPort;
  readonly shed: Counter;
}

const addHooks = (server: FastifyInstance, { begin, isFull, lifecycle, management, shed }: Hooked): void => {
  server.addHook('onRequest', (request, reply, done) => {
    const refused = refusedEarly(request, management);
    if (refused) {
      begin(request, reply);
      sendAnswer(request, reply, refused);
      return;
    }
    if (isExempt(request)) {
      if (lifecycle.isDraining) closeAfter(reply.raw);
      done();
      return;
    }
    const isShed = isFull();
    const telemetry = begin(request, reply);
    if (isShed) {
      shed.inc();
      sendAnswer(request, reply, overloaded());
      return;
    }
    enter(telemetry, done);
  });

  // The body arrives through events of the socket, which carry no context: enter it again once the body is there.
  server.addHook('preValidation', (request, _reply, done) => {
    const telemetry = telemetryOf(request);
    if (!telemetry || context.active() === telemetry.context) done();
    else enter(telemetry, done);
  });
};

/** The time is over: a body that did not arrive is the client's fault, an answer that did not come is ours. */
const expire = (request: FastifyRequest, reply: FastifyReply, lifetime: RequestLifetime): void => {
  if (reply.raw.writableEnded) return; // answered, and still on its way
  if (request.raw.complete) {
    sendAnswer(request, reply, timedOut());
  } else {
    closeAfter(reply.raw); // the rest of the body would be taken for the next request
    sendAnswer(request, reply, refusal(408));
  }
  lifetime.abandon('deadline');
};

const enter = ({ lifetime, context: active }: RequestTelemetry, work: () => void): void =>
  inLifetime(lifetime, () => context.with(active, work));
