import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { BaseConfig } from '../config/base.config';
import { originOf } from '../tracing/caller';
import { installBodyParsers } from './body-parsers';
import { Exchanges } from './exchanges';
import type { Lifecycle } from './lifecycle';
import { watchRoutes } from './other-methods';
import { toAnswer } from './problem';
import { sendAnswer } from './reply';
import { requestMetrics } from './request-telemetry';
import { installServerHooks } from './server-hooks';
import { refuseConnect, unreadableHandler } from './unreadable';

const MAX_PARAM_LENGTH = 200;

export interface HttpServer {
  readonly adapter: FastifyAdapter;
  /** The methods of each path, for `routeOtherMethods`. */
  readonly methodsOf: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Fastify as all services run it: JSON only, bounded body, bounded time, problem documents from the router too. */
export const createServer = (config: BaseConfig, lifecycle: Lifecycle, logger: Logger): HttpServer => {
  const exchanges = new Exchanges();
  const metrics = requestMetrics(() => lifecycle.inFlight);
  const unreadable = { exchanges, metrics, logger };
  const adapter = new FastifyAdapter({
    // no service uses Nest middleware: without its host plugin each request has one hook less
    skipMiddie: true,
    bodyLimit: config.BODY_LIMIT_BYTES,
    requestTimeout: config.REQUEST_TIMEOUT_MS,
    // our hook checks it, and answers with more than an empty 400
    http: { requireHostHeader: false },
    rewriteUrl: ({ url = '/' }) => (ROUTABLE.test(url) ? url : `/${url}`),
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      begin(request, reply);
      sendAnswer(request, reply, toAnswer(error));
    },
    clientErrorHandler: unreadableHandler(unreadable),
  });
  const server = adapter.getInstance();
  const methodsOf = watchRoutes(server);
  const begin = installServerHooks(server, {
    lifecycle,
    logger,
    exchanges,
    metrics,
    maxInFlight: config.MAX_IN_FLIGHT,
    timeoutMs: config.REQUEST_TIMEOUT_MS,
    originOf: originOf(config),
  });
  installBodyParsers(server);
  // Node would answer an empty 417; our hook refuses what it is handed
  server.server.on('checkExpectation', (request, response) =>
    server.server.emit('request', request, response),
  );
  refuseConnect(server, unreadable);
  return { adapter, methodsOf };
};

/** A path, or a URL with one. `OPTIONS *` and the like become paths that no route has: Nest would answer those past our hooks. */
const ROUTABLE = /^(\/|https?:\/\/)/i;
