import type { Server } from 'node:http';
import { atMost, CLOSE_MS, SHUTDOWN_MS } from '@lab/contracts';
import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Lifecycle } from '../http-server/lifecycle';
import { ManagementPort } from '../http-server/management-port';
import { stopTracing } from '../tracing/stop-tracing';
import { drain, type DrainTerms, type DrainTimes, type Occasion } from './drain';
import { exit } from './exit';
import { RELIEVED } from './handover';
import { obeyTermination, type TerminationSignal } from './termination';

/** Past all shares of the budget: something blocked the event loop or does not heed its time. */
const SPARE_MS = 500;
const EXIT_FAILED = 1;
const NUMBERS = { SIGINT: 2, SIGTERM: 15 } as const satisfies Record<TerminationSignal, number>;

/**
 * Drains and exits on SIGTERM and SIGINT, and when a successor has relieved it; a second SIGTERM or SIGINT exits at once.
 * Nest's own shutdown hooks are not used: they close the server before requests in flight are through, and take signals
 * for the end that are none.
 */
export const drainOnTermination = (app: NestFastifyApplication, times: DrainTimes): void => {
  const logger = new Logger('Shutdown');
  let isLeaving = false;

  const leave = async (occasion: Occasion, signal: NodeJS.Signals): Promise<void> => {
    if (isLeaving) return;
    isLeaving = true;
    logger.log({ msg: 'draining', signal, in_flight: app.get(Lifecycle).inFlight });
    const budgetMs = times.timeoutMs + CLOSE_MS + SHUTDOWN_MS.spans;
    setTimeout(() => exit(EXIT_FAILED), budgetMs + SPARE_MS).unref();
    try {
      await closeGracefully(app, { ...times, occasion });
      logger.log({ msg: 'stopped' });
      exit(0);
    } catch (error) {
      logger.error({ msg: 'shutdown failed', err: error });
      exit(EXIT_FAILED);
    }
  };

  let isTold = false;
  obeyTermination((signal) => {
    if (isTold) exit(128 + NUMBERS[signal]);
    isTold = true;
    void leave('terminated', signal);
  });
  process.on(RELIEVED, () => void leave('relieved', RELIEVED));
};

/** Requests first, then Nest's shutdown hooks in their order (consumers, then pools), then the spans of all that. */
export const closeGracefully = async (app: NestFastifyApplication, terms: DrainTerms): Promise<void> => {
  const server: Server = app.getHttpServer();
  // at once: from the next scrape on the metrics are the successor's
  if (terms.occasion === 'relieved') await app.get(ManagementPort).closePort();
  const cutOff = await drain(server, app.get(Lifecycle), terms);
  if (cutOff > 0) new Logger('Shutdown').warn({ msg: 'requests cut off', requests: cutOff });
  try {
    if (!(await atMost(CLOSE_MS, app.close()))) throw new Error(`not closed within ${CLOSE_MS} ms`);
  } finally {
    await stopTracing(); // a component that hangs must not cost the spans that show why
  }
};
