import type { Server } from 'node:http';
import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Lifecycle } from '../http-server/lifecycle';
import { stopTracing } from '../tracing/start-tracing';
import { drain } from './drain';
import { exit } from './exit';

/** For what comes after the drain: consumers finishing their messages, pools, telemetry. */
const CLOSE_TIMEOUT_MS = 15_000;
const EXIT_TIMEOUT = 1;
const SIGNALS = { SIGINT: 2, SIGTERM: 15 } as const;

/**
 * Drains and exits on SIGTERM and SIGINT; a second signal exits at once. Nest's own shutdown hooks are not used:
 * they close the server before requests in flight are through, and take signals for the end that are none.
 */
export const onTermination = (app: NestFastifyApplication, drainTimeoutMs: number): void => {
  const logger = new Logger('Shutdown');
  let isLeaving = false;

  const leave = async (signal: keyof typeof SIGNALS): Promise<void> => {
    if (isLeaving) exit(128 + SIGNALS[signal]);
    isLeaving = true;
    logger.log({ msg: 'draining', signal, in_flight: app.get(Lifecycle).inFlight });
    setTimeout(() => exit(EXIT_TIMEOUT), drainTimeoutMs + CLOSE_TIMEOUT_MS).unref();
    try {
      await closeGracefully(app, drainTimeoutMs);
      logger.log({ msg: 'stopped' });
      exit(0);
    } catch (error) {
      logger.error({ msg: 'shutdown failed', err: error });
      exit(EXIT_TIMEOUT);
    }
  };

  for (const signal of Object.keys(SIGNALS) as (keyof typeof SIGNALS)[])
    process.on(signal, () => void leave(signal));
};

/** Requests first, then Nest's shutdown hooks in their order (consumers, then pools), then the spans of all that. */
export const closeGracefully = async (app: NestFastifyApplication, drainTimeoutMs: number): Promise<void> => {
  const server: Server = app.getHttpServer();
  const cutOff = await drain(server, app.get(Lifecycle), drainTimeoutMs);
  if (cutOff > 0) new Logger('Shutdown').warn({ msg: 'requests cut off', requests: cutOff });
  await app.close();
  await stopTracing();
};
