import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { closePort } from '../http-server/close-port';
import type { Lifecycle } from '../http-server/lifecycle';
import { KEEP_ALIVE_MS } from './connections';

const POLL_MS = 20;
/** On top of KEEP_ALIVE_MS: a request that a client sent at the last moment is still answered. */
const GRACE_MS = 1_000;
/**
 * Nothing must be in flight at so many looks in a row: a client that was connected last may have its request on the wire.
 * Looks, not milliseconds: between two of them the event loop has read what arrived, however short of CPU it is.
 */
const QUIET_LOOKS = 10;
/** Part of the time in which the port stays open at most; the rest is for the requests that came last. */
const LISTENING_PART = 0.8;

/** Why the process leaves. `relieved`: a successor listens on the same ports already. */
export type Occasion = 'terminated' | 'relieved';

export interface DrainTimes {
  /** How long the port stays open at least, so that balancers see that readiness is down. */
  readonly announceMs: number;
  /** For everything together. */
  readonly timeoutMs: number;
}

export interface DrainTerms extends DrainTimes {
  readonly occasion: Occasion;
}

/**
 * Lets clients leave, then closes. Readiness is down at once, and every answer closes its connection. New connections are
 * taken for `announceMs`, and for as long as clients hold idle connections that they may still use: HTTP/1.1 has no way to
 * call one of those off, so each is closed by an answer, or by its client once KEEP_ALIVE_MS are over. Then the port
 * closes and the rest is waited for. A relieved process closes its port first: new connections reach the successor.
 * Returns how many requests had to be cut off: 0 unless time ran out.
 */
export const drain = async (
  server: Server,
  lifecycle: Lifecycle,
  { announceMs, timeoutMs, occasion }: DrainTerms,
): Promise<number> => {
  const start = performance.now();
  const until = (ms: number): number => start + Math.min(ms, timeoutMs * LISTENING_PART);
  const connections = promisify(server.getConnections.bind(server));
  if (occasion === 'relieved') await closePort(server, start + timeoutMs);
  lifecycle.startDraining();
  await waitUntil(() => !server.listening, until(announceMs));
  await waitUntil(async () => (await connections()) === 0, until(KEEP_ALIVE_MS + GRACE_MS));
  await closePort(server, start + timeoutMs);
  let looks = 0;
  const isQuiet = (): boolean => (looks = lifecycle.inFlight > 0 ? 0 : looks + 1) > QUIET_LOOKS;
  await waitUntil(async () => isQuiet() || (await connections()) === 0, start + timeoutMs);
  const cutOff = lifecycle.inFlight;
  server.closeAllConnections();
  return cutOff;
};

const waitUntil = async (isTrue: () => boolean | Promise<boolean>, deadline: number): Promise<void> => {
  while (performance.now() < deadline && !(await isTrue())) await sleep(POLL_MS);
};
