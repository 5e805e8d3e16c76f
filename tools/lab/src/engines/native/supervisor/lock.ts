import { createHash } from 'node:crypto';
import { createServer } from 'node:net';
import { codeOf } from '../../../errors.ts';

/**
 * One process per lab for each purpose: an abstract socket is held by one process and let go by its end, however it ends.
 * False when another holds it.
 */
export function acquireLock(purpose: string): Promise<boolean> {
  const name = createHash('sha256').update(purpose).digest('hex').slice(0, 32);
  const lock = createServer((socket) => socket.destroy());
  return new Promise((resolve, reject) => {
    lock.once('error', (error) => (codeOf(error) === 'EADDRINUSE' ? resolve(false) : reject(error)));
    lock.listen(`\0sre-lab-${process.getuid?.() ?? 0}-${name}`, () => resolve(true));
  });
}
