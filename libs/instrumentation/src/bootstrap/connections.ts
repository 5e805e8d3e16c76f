import type { Server } from 'node:http';

/**
 * What `Keep-Alive: timeout=` tells clients: drop a connection that has been idle for so long. A client that respects it
 * (undici, Node's agent, Java) has let go of its idle connections before a drain closes them, so the hint must be
 * shorter than a drain. Go's client ignores it, and repeats a request that met a closed connection instead.
 */
export const KEEP_ALIVE_MS = 5_000;
/** The longest any client of ours keeps an idle connection: while we are not draining, the client closes it, never we. */
const IDLE_MS = 72_000;

/** Bounds what the server's connections take, and for how long. */
export const limitConnections = (server: Server, maxConnections: number): void => {
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  // Node closes an idle connection after both together, and announces only the first
  server.keepAliveTimeoutBuffer = IDLE_MS - KEEP_ALIVE_MS;
  server.maxConnections = maxConnections;
};
