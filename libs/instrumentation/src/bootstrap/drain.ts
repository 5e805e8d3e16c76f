import type { Server } from 'node:http';
import { Server as NetServer } from 'node:net';
import { setImmediate as immediate, setTimeout as sleep } from 'node:timers/promises';
import type { Lifecycle } from '../http-server/lifecycle';

const POLL_MS = 20;
/**
 * Nothing must be in flight at so many looks in a row: an answered client may have its next request on the wire already.
 * Looks, not milliseconds: between two of them the event loop has read what arrived, however short of CPU it is.
 */
const QUIET_LOOKS = 10;
/** Part of the time in which new connections are still taken: callers need it to see that readiness is down. */
const LISTENING_PART = 0.2;

/**
 * Lets the requests in flight finish. Readiness is down at once and every answer closes its connection; new
 * connections are taken until nothing is in flight, or a fifth of the time is over, whichever comes first; then
 * the port is closed and the rest is waited for. Answers how many requests had to be cut off: 0 unless time ran out.
 */
export const drain = async (server: Server, lifecycle: Lifecycle, timeoutMs: number): Promise<number> => {
  const start = performance.now();
  lifecycle.startDraining();
  await quiet(lifecycle, start + timeoutMs * LISTENING_PART);
  // net's close, not http's: that one also cuts idle connections, on which a request may be arriving right now
  if (server.listening) NetServer.prototype.close.call(server);
  await quiet(lifecycle, start + timeoutMs);
  const cutOff = lifecycle.inFlight;
  server.closeAllConnections();
  return cutOff;
};

const quiet = async (lifecycle: Lifecycle, deadline: number): Promise<void> => {
  let looks = 0;
  while (performance.now() < deadline && looks < QUIET_LOOKS) {
    looks = lifecycle.inFlight > 0 ? 0 : looks + 1;
    await sleep(POLL_MS);
  }
  // right after the event loop took all connections that wait to be accepted: closing the port resets those
  await immediate();
};
