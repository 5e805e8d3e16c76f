import { readOr } from './read-or.ts';
import { socketsOf } from './sockets.ts';

export interface TcpConnection {
  readonly localPort: number;
  readonly remotePort: number;
  readonly inode: string;
}

const ESTABLISHED = '01';

/** The established rows of /proc/net/tcp or tcp6. */
export const parseEstablished = (table: string): TcpConnection[] =>
  table
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const [, local = '', remote = '', state, , , , , , inode = ''] = line.trim().split(/\s+/);
      return state === ESTABLISHED ? [{ localPort: portOf(local), remotePort: portOf(remote), inode }] : [];
    });

const portOf = (address: string): number => Number.parseInt(address.split(':')[1] ?? '', 16);

/** Both tables, as a process sees them: those of its network namespace. */
export const tcpTables = (pid: number | 'self'): string[] =>
  ['tcp', 'tcp6'].map((name) => readOr(`/proc/${pid}/net/${name}`, ''));

/** The established connections that these processes of this machine hold. */
export function connectionsOf(pids: readonly number[]): TcpConnection[] {
  const held = new Set(pids.flatMap(socketsOf));
  return tcpTables('self')
    .flatMap(parseEstablished)
    .filter(({ inode }) => held.has(inode));
}
