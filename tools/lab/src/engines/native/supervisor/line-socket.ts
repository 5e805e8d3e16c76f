import { closeSync, existsSync, openSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { codeOf } from '../../../errors.ts';
import { recordsDir } from './record.ts';

/** A socket beside the records, where only the lab's owner may enter. One JSON line each way. */
export interface Door {
  readonly stateDir: string;
  readonly file: string;
}

const pathOf = ({ stateDir, file }: Door): string => join(recordsDir(stateDir), file);

/**
 * A socket's address may have 107 bytes; the way over an open directory stays short however deep the lab lies. To be
 * closed once the socket is bound or connected.
 */
function openDirectory({ stateDir, file }: Door): { readonly address: string; readonly close: () => void } {
  const fd = openSync(recordsDir(stateDir), 'r');
  return { address: `/proc/self/fd/${fd}/${file}`, close: () => closeSync(fd) };
}

/** Undefined where nobody listens. */
export async function connectTo(door: Door): Promise<Socket | undefined> {
  if (!existsSync(pathOf(door))) return undefined;
  const directory = openDirectory(door);
  try {
    const socket = connect(directory.address);
    await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    return socket;
  } catch (error) {
    if (['ENOENT', 'ECONNREFUSED', 'ECONNRESET'].includes(codeOf(error) ?? '')) return undefined;
    throw error;
  } finally {
    directory.close();
  }
}

/** The other side has ended, or ours was closed because the answer took too long. */
const GONE = ['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE', 'ERR_STREAM_DESTROYED'];

/** The first line of the answer, or undefined when the other side ends without one. */
export async function exchange(socket: Socket, question: object): Promise<string | undefined> {
  try {
    socket.write(`${JSON.stringify(question)}\n`);
    let answer = '';
    for await (const chunk of socket.setEncoding('utf8') as AsyncIterable<string>) {
      answer += chunk;
      if (answer.includes('\n')) return answer.slice(0, answer.indexOf('\n'));
    }
    return undefined;
  } catch (error) {
    if (GONE.includes(codeOf(error) ?? '')) return undefined;
    throw error;
  }
}

/** The caller holds the lock: what lies there is of a process that was killed. */
export async function listenAt(door: Door, onLine: (line: string, socket: Socket) => void): Promise<void> {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy()); // the asking side has gone, by Ctrl-C for instance
    createInterface({ input: socket })
      .on('line', (line) => onLine(line, socket))
      .on('error', () => undefined); // the socket's, once more
  });
  withdraw(door);
  const directory = openDirectory(door);
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(directory.address, resolve);
    });
  } finally {
    directory.close();
  }
}

export const isOpen = (door: Door): boolean => existsSync(pathOf(door));

export const withdraw = (door: Door): void => rmSync(pathOf(door), { force: true });
