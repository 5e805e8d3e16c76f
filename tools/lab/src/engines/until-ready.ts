import { setTimeout as sleep } from 'node:timers/promises';
import type { Engine } from './engine.ts';

const POLL_MS = 250;

interface Limits {
  readonly limitMs: number;
  readonly signal: AbortSignal;
}

/**
 * Waits until these services are ready, and names those that are not when the time is up. Docker asks a container for its health every
 * few seconds only, so a service that was paused may count as not ready for a while after it answers again.
 */
export async function untilReady(
  engine: Pick<Engine, 'status'>,
  names: readonly string[],
  { limitMs, signal }: Limits,
): Promise<readonly string[]> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const status = await engine.status();
    const waiting = names.filter((name) => !status.some((service) => service.name === name && service.ready));
    if (waiting.length === 0 || Date.now() > deadline) return waiting;
    await sleep(POLL_MS, undefined, { signal });
  }
}
