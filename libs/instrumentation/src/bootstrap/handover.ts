import { setTimeout as sleep } from 'node:timers/promises';
import { CLOSE_MS, SHUTDOWN_MS } from '@lab/contracts';
import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Dependencies } from '../health/dependencies';

/** What a successor sends once it listens: close your ports now, drain, and end. */
export const RELIEVED = 'SIGUSR2';

const POLL_MS = 50;
const SPARE_MS = 1_000;

/** Resolves once all dependencies are up; rejects with the reasons when the time is over. */
export const untilReady = async (app: NestFastifyApplication, limitMs: number): Promise<void> => {
  const { monitors } = app.get(Dependencies, { strict: false });
  const missing = (): string[] =>
    monitors.flatMap((monitor) => {
      const verdict = monitor.verdict();
      return verdict.isUp ? [] : [`${monitor.name}: ${verdict.reason}`];
    });
  const deadline = performance.now() + limitMs;
  while (missing().length > 0) {
    if (performance.now() > deadline)
      throw new Error(`not ready within ${limitMs / 1000} s: ${missing().join('; ')}`);
    await sleep(POLL_MS);
  }
};

/**
 * Tells the predecessor that this process has its ports. One that takes longer than all shares of an orderly end is stuck,
 * and holds connections: it is killed.
 */
export const relieve = async (predecessor: number, drainMs: number): Promise<void> => {
  const logger = new Logger('Handover');
  logger.log({ msg: 'relieving', predecessor });
  const deadline = performance.now() + drainMs + CLOSE_MS + SHUTDOWN_MS.spans + SPARE_MS;
  for (let isThere = send(predecessor, RELIEVED); isThere; isThere = send(predecessor, 0)) {
    if (performance.now() > deadline) {
      logger.warn({ msg: 'predecessor does not end', predecessor });
      send(predecessor, 'SIGKILL');
      return;
    }
    await sleep(POLL_MS, undefined, { ref: false });
  }
};

/** False where there is no such process (any more). Signal 0 only asks. */
const send = (pid: number, signal: NodeJS.Signals | 0): boolean => {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
};
