import { flushCompileCache } from 'node:module';
import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { z } from 'zod';
import type { BaseConfig } from '../config/base.config';
import { listenOptions } from '../config/base.config';
import { ConfigError, loadConfig } from '../config/load-config';
import { ManagementPort } from '../http-server/management-port';
import { stopTracing } from '../tracing/stop-tracing';
import type { ServiceOptions } from './create-app';
import { buildApp } from './create-app';
import { exit } from './exit';
import { relieve, untilReady } from './handover';
import { drainOnTermination } from './shutdown';
import { heedTermination, isTerminating } from './termination';

/** The environment is wrong: starting again will not help. */
const EXIT_CONFIG = 2;
const EXIT_FAILED = 1;

/**
 * Runs a service: configuration, logs, metrics, traces, health, problem documents, and a drain on SIGTERM and SIGINT.
 * A signal that comes before the service is built ends it at once with 0.
 * Ends the process with 2 where the configuration is wrong, with 1 where it cannot start for another reason.
 */
export const bootstrapService = async <S extends z.ZodType<BaseConfig>>(
  options: ServiceOptions<S>,
): Promise<void> => {
  heedTermination();
  try {
    const config = loadConfig(options.name, options.config);
    const app = await buildApp(options, config);
    drainOnTermination(app, { announceMs: config.DRAIN_ANNOUNCE_MS, timeoutMs: config.DRAIN_TIMEOUT_MS });
    reportCrash();
    const { PREDECESSOR_PID: predecessor } = config;
    if (predecessor !== undefined) await untilReady(app, config.TAKE_OVER_WITHIN_MS);
    // Node writes it at an orderly exit only, and the restart after a crash is what needs it. The first time this holds the
    // event loop up for a second: before anybody waits for an answer. Does nothing where NODE_COMPILE_CACHE is not set.
    flushCompileCache();
    await listen(app, config);
    if (predecessor !== undefined) void relieve(predecessor, config.DRAIN_TIMEOUT_MS);
  } catch (error) {
    // the drain has closed what was about to listen, and ends the process itself
    if (isTerminating()) return;
    await stopTracing();
    process.stderr.write(`${error instanceof ConfigError ? error.message : describe(error)}\n`);
    exit(error instanceof ConfigError ? EXIT_CONFIG : EXIT_FAILED);
  }
};

const listen = async (app: NestFastifyApplication, { LISTEN, SHARE_PORTS }: BaseConfig): Promise<void> => {
  const management = await app.get(ManagementPort).listen();
  await app.listen(listenOptions(LISTEN, SHARE_PORTS));
  new Logger('Bootstrap').log({
    msg: 'listening',
    address: await app.getUrl(),
    ...(management && { management }),
  });
};

// Node then ends the process with its usual code; the monitor only sees to it that the reason is in the logs.
const reportCrash = (): void => {
  process.on('uncaughtExceptionMonitor', (error, origin) => {
    new Logger('Bootstrap').fatal({ msg: 'crash', origin, err: error });
  });
};

const describe = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);
