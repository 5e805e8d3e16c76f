import { readdirSync } from 'node:fs';
import { commandOf } from './command.ts';
import { readOr } from './read-or.ts';
import { socketsOf } from './sockets.ts';

/** A process that listens on a TCP port; pid and command are absent where this user may not know. */
export interface Holder {
  readonly port: number;
  readonly address: string;
  readonly pid?: number;
  readonly command?: string;
}

interface Listening {
  readonly port: number;
  readonly address: string;
  readonly inode: string;
}

const LISTEN = '0A';

/** The listening rows of /proc/net/tcp or tcp6. */
export function parseListening(table: string): Listening[] {
  return table
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/);
      const [hex = '', port = ''] = local.split(':');
      return state === LISTEN ? [{ port: Number.parseInt(port, 16), address: parseAddress(hex), inode }] : [];
    });
}

/** Each 32-bit word is in the machine's (little-endian) order. */
export function parseAddress(hex: string): string {
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) => (word.match(/../g) ?? []).reverse());
  if (bytes.length === 4) return bytes.map((byte) => Number.parseInt(byte, 16)).join('.');
  if (/^0{24}$/.test(hex.slice(0, 24)) && bytes.slice(12).join('') === '00000000') return '::';
  const mapped = bytes.slice(0, 12).join('').toUpperCase() === '00000000000000000000FFFF';
  if (mapped)
    return bytes
      .slice(12)
      .map((byte) => Number.parseInt(byte, 16))
      .join('.');
  return (bytes.join('').match(/.{4}/g) ?? [])
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}

/** Only an address that would refuse us 127.0.0.1. */
const isInTheWay = (address: string): boolean =>
  address.startsWith('127.') || address === '0.0.0.0' || address === '::';

/** Who listens on these ports of 127.0.0.1. */
export function findHolders(ports: readonly number[]): Holder[] {
  const wanted = new Set(ports);
  const rows = ['/proc/net/tcp', '/proc/net/tcp6']
    .flatMap((path) => parseListening(readOr(path, '')))
    .filter((row) => wanted.has(row.port) && isInTheWay(row.address));
  const owners =
    rows.length === 0 ? new Map<string, number>() : socketOwners(new Set(rows.map((row) => row.inode)));
  return rows.map(({ port, address, inode }) => {
    const pid = owners.get(inode);
    return pid === undefined ? { port, address } : { port, address, pid, command: commandOf(pid) };
  });
}

function socketOwners(inodes: ReadonlySet<string>): Map<string, number> {
  const owners = new Map<string, number>();
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    for (const inode of socketsOf(pid)) if (inodes.has(inode)) owners.set(inode, Number(pid));
  }
  return owners;
}
