import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:net';

type Release = () => Promise<unknown>;

/**
 * Holds the journal for this process alone; rejects where another one has it. The lock is a socket in Linux's abstract namespace: the
 * kernel releases it with the process, however that ends, so none is left behind by SIGKILL as a file would be. Other systems
 * have no such sockets; the lab runs natively on Linux only, and containers are Linux everywhere.
 */
export const lockFolder = async (dir: string): Promise<Release> => {
  const { dev, ino } = await stat(dir);
  const server = createServer((socket) => socket.destroy());
  server.listen(`\0sre-lab-oncall-${dev}-${ino}`);
  try {
    await once(server, 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new Error(
      `${dir} is in use by another oncall process; a journal has one writer. Stop that one first`,
      {
        cause: error,
      },
    );
  }
  server.unref();
  return () => new Promise((resolve) => server.close(resolve));
};
