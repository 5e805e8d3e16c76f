import type { DynamicModule } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { APP_FILTER, NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { DestinationStream } from 'pino';
import type { z } from 'zod';
import { BaseConfig } from '../config/base.config';
import { loadConfig } from '../config/load-config';
import { DRAINING, Lifecycle } from '../http-server/lifecycle';
import { ManagementPort } from '../http-server/management-port';
import { ProblemFilter } from '../http-server/problem.filter';
import { routeOtherMethods } from '../http-server/other-methods';
import { createServer } from '../http-server/server';
import { createLogger } from '../logging/logger';
import { nestLogger } from '../logging/nest-logger';
import { MetricsModule } from '../metrics/metrics.module';
import { switchMetrics } from '../metrics/switch';
import { limitConnections } from './connections';
import type { OpenApiOptions } from '../openapi/serve-openapi';
import { serveOpenApi } from '../openapi/serve-openapi';

export interface ServiceOptions<S extends z.ZodType<BaseConfig>> {
  /** As it stands in logs and messages: `orders`. */
  readonly name: string;
  /** BaseConfig, extended. */
  readonly config: S;
  /** The service's root module, from its parsed configuration. */
  readonly module: ((config: z.infer<S>) => DynamicModule) | { forRoot(config: z.infer<S>): DynamicModule };
  /** Serves /openapi.json and its page /docs where given. */
  readonly openApi?: OpenApiOptions;
}

export interface AppOptions<S extends z.ZodType<BaseConfig>> extends ServiceOptions<S> {
  /** Instead of the process's environment. */
  readonly env?: NodeJS.ProcessEnv;
  /** Instead of stdout. */
  readonly logTo?: DestinationStream;
}

@Module({})
class Root {}

/**
 * The app as it runs, except that it does not listen and heeds no signals: for tests, with `app.inject()`.
 * Throws ConfigError where the environment does not fit.
 */
export const createApp = <S extends z.ZodType<BaseConfig>>(
  options: AppOptions<S>,
): Promise<NestFastifyApplication> =>
  buildApp(options, loadConfig(options.name, options.config, options.env));

/** The same from a configuration that was loaded already. */
export const buildApp = async <S extends z.ZodType<BaseConfig>>(
  options: Omit<AppOptions<S>, 'env'>,
  config: z.infer<S>,
): Promise<NestFastifyApplication> => {
  switchMetrics(config.METRICS_ENABLED);
  const logger = createLogger({
    service: options.name,
    level: config.LOG_LEVEL,
    format: config.LOG_FORMAT,
    ...(options.logTo && { destination: options.logTo }),
  });
  const lifecycle = new Lifecycle();
  const { adapter, management, methodsOf } = createServer(config, lifecycle, logger);
  // asked for first: a class with a static forRoot is a function too
  const service = 'forRoot' in options.module ? options.module.forRoot(config) : options.module(config);
  const root: DynamicModule = {
    module: Root,
    global: true,
    imports: [MetricsModule.register(config.METRICS_ENABLED), service],
    providers: [
      { provide: Lifecycle, useValue: lifecycle },
      { provide: ManagementPort, useValue: management },
      { provide: DRAINING, useValue: lifecycle.draining },
      { provide: APP_FILTER, useClass: ProblemFilter },
    ],
    exports: [Lifecycle, ManagementPort, DRAINING],
  };
  const app = await NestFactory.create<NestFastifyApplication>(root, adapter, {
    bufferLogs: true,
    bodyParser: false,
    abortOnError: false,
  });
  limitConnections(app.getHttpServer(), config.MAX_CONNECTIONS);
  app.useLogger(nestLogger(logger));
  if (options.openApi) serveOpenApi(app, options.openApi);
  await app.init();
  routeOtherMethods(adapter.getInstance(), methodsOf);
  await adapter.getInstance().ready();
  return app;
};
