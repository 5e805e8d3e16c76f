import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { BaseConfig } from '../config/base.config';
import { originOf } from '../tracing/caller';
import { installBodyParsers } from './body-parsers';
import { Exchanges } from './exchanges';
import type { Lifecycle } from './lifecycle';
import { ManagementPort } from './management-port';
import { watchRoutes } from './other-methods';
import { toAnswer } from './problem';
import { sendAnswer } from './reply';
import { requestMetrics } from './request-telemetry';
import { installServerHooks } from './server-hooks';
import { answerForNode, unreadableHandler } from './unreadable';

const MAX_PARAM_LENGTH = 200;

export interface HttpServer {
  readonly adapter: FastifyAdapter;
  readonly management: ManagementPort;
  /** The methods of each path, for `routeOtherMethods`. */
  readonly methodsOf: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Fastify as all services run it: JSON only, bounded body, bounded time, problem documents from the router too. */
export const createServer = (config: BaseConfig, lifecycle: Lifecycle, logger: Logger): HttpServer => {
  const exchanges = new Exchanges();
  const metrics = requestMetrics(() => lifecycle.inFlight);
  const unreadable = { exchanges, metrics, logger };
  const onUnreadable = unreadableHandler(unreadable);
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
    clientErrorHandler: onUnreadable,
  });
  const server = adapter.getInstance();
  const methodsOf = watchRoutes(server);
  const management = new ManagementPort(server, config.MANAGEMENT_LISTEN, config.SHARE_PORTS);
  const begin = installServerHooks(server, {
    lifecycle,
    logger,
    exchanges,
    metrics,
    management,
    maxInFlight: config.MAX_IN_FLIGHT,
    timeoutMs: config.REQUEST_TIMEOUT_MS,
    originOf: originOf(config),
  });
  installBodyParsers(server);
  answerForNode(server.server, unreadable);
  answerForNode(management.server, unreadable);
  management.server.on('clientError', onUnreadable);
  return { adapter, management, methodsOf };
};

/** A path, or a URL with one. `OPTIONS *` and the like become paths that no route has: Nest would answer those past our hooks. */
const ROUTABLE = /^(\/|https?:\/\/)/i;
