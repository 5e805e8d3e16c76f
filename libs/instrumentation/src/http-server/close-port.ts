import type { Server } from 'node:http';
import { Server as NetServer } from 'node:net';
import { setImmediate as immediate } from 'node:timers/promises';

/** Takes no more connections; those that were made are served. */
export const closePort = async (server: Server, deadline: number): Promise<void> => {
  if (!server.listening) return;
  await acceptAll(server, deadline);
  // net's close, not http's: that one also cuts connections on which a request may be arriving right now
  NetServer.prototype.close.call(server);
};

/** Closing the port resets connections that wait to be accepted, and the event loop accepts one each time around. */
const acceptAll = async (server: Server, deadline: number): Promise<void> => {
  let accepted = 0;
  const count = (): void => void (accepted += 1);
  server.on('connection', count);
  for (let before = -1; accepted !== before && performance.now() < deadline;) {
    before = accepted;
    await immediate();
  }
  server.off('connection', count);
};
