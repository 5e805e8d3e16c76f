import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf, EnvironmentError, messageOf } from '../../../errors.ts';
import type { Reply, Request, SupervisorStatus } from './protocol.ts';
import { supervisorPids } from './find.ts';
import { recordsDir } from './record.ts';

// One JSON line each way. The socket lies beside the records, where only the lab's owner may enter.
const socketFile = (stateDir: string): string => join(recordsDir(stateDir), 'control.sock');

/**
 * A socket's address may have 107 bytes; the way over an open directory stays short however deep the lab lies. To be
 * closed once the socket is bound or connected.
 */
function openDirectory(stateDir: string): { readonly address: string; readonly close: () => void } {
  const fd = openSync(recordsDir(stateDir), 'r');
  return { address: `/proc/self/fd/${fd}/control.sock`, close: () => closeSync(fd) };
}

// Signals take effect at once, but wait for their turn behind a start or a stop; those have grace periods and preparations.
const LIMIT_MS = {
  status: 10_000,
  leave: 10_000,
  kill: 120_000,
  pause: 120_000,
  resume: 120_000,
  start: 300_000,
  restart: 300_000,
  shutdown: 300_000,
} as const satisfies Record<Request['do'], number>;

/** Undefined when no supervisor runs. Fails with what the supervisor says of a request that it cannot fulfil. */
export async function ask(stateDir: string, request: Request): Promise<SupervisorStatus | undefined> {
  const socket = await open(stateDir);
  if (socket === undefined) return undefined;
  const line = await answerWithin(
    LIMIT_MS[request.do],
    stateDir,
    exchange(socket, `${JSON.stringify(request)}\n`),
  ).finally(() => socket.destroy());
  if (line !== undefined) {
    const reply = JSON.parse(line) as Reply;
    if (!reply.ok) throw new EnvironmentError(reply.error);
    return reply.status;
  }
  if (request.do === 'status') return undefined; // it ended between the question and the answer
  throw new EnvironmentError(
    'the supervisor ended without an answer; `lab up` starts another, which takes over what runs',
  );
}

/** The first line of the answer, or undefined when the other side ends without one. */
async function exchange(socket: Socket, question: string): Promise<string | undefined> {
  try {
    socket.write(question);
    let answer = '';
    for await (const chunk of socket.setEncoding('utf8') as AsyncIterable<string>) {
      answer += chunk;
      if (answer.includes('\n')) return answer.slice(0, answer.indexOf('\n'));
    }
    return undefined;
  } catch (error) {
    if (['ECONNRESET', 'EPIPE'].includes(codeOf(error) ?? '')) return undefined;
    throw error;
  }
}

/** A supervisor that is stopped or stuck keeps its socket open: without a limit we would wait with it. */
async function answerWithin<T>(limitMs: number, stateDir: string, answer: Promise<T>): Promise<T> {
  const waited = new AbortController();
  const late = sleep(limitMs, undefined, { signal: waited.signal }).then(() => {
    throw new EnvironmentError(
      `the supervisor${named(stateDir)} does not answer within ${limitMs / 1000} s. ` +
        'If it is frozen, `kill -CONT` lets it go on; after `kill -KILL` the next `lab up` or `lab down` takes over what runs',
    );
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    waited.abort();
    late.catch(() => undefined);
  }
}

const named = (stateDir: string): string => {
  const pids = supervisorPids(stateDir);
  return pids.length === 0 ? '' : ` (process ${pids.join(', ')})`;
};

async function open(stateDir: string): Promise<Socket | undefined> {
  if (!existsSync(socketFile(stateDir))) return undefined;
  const directory = openDirectory(stateDir);
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

/** Listens in the state directory. The caller holds the lock: what lies there is of a supervisor that was killed. */
export function serve(
  stateDir: string,
  {
    handle,
    onAnswered,
  }: { handle: (request: Request) => Promise<SupervisorStatus>; onAnswered: (request: Request) => void },
): Promise<void> {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy()); // the asking side has gone, by Ctrl-C for instance
    createInterface({ input: socket }).on('line', (line) => void answer(socket, line));
  });

  withdraw(stateDir);
  const directory = openDirectory(stateDir);
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(directory.address, () => {
      directory.close();
      resolve();
    });
  });

  async function answer(socket: Socket, line: string): Promise<void> {
    const request = JSON.parse(line) as Request;
    const reply = await handle(request).then(
      (status): Reply => ({ ok: true, status }),
      (error: unknown): Reply => ({ ok: false, error: messageOf(error) }),
    );
    socket.write(`${JSON.stringify(reply)}\n`, () => {
      if (reply.ok) onAnswered(request);
    });
  }
}

export const withdraw = (stateDir: string): void => rmSync(socketFile(stateDir), { force: true });

/**
 * One supervisor per state directory: an abstract socket is held by one process and let go by its end, however it ends.
 * False when another holds it.
 */
export function acquireLock(stateDir: string): Promise<boolean> {
  const name = createHash('sha256').update(stateDir).digest('hex').slice(0, 32);
  const lock = createServer((socket) => socket.destroy());
  return new Promise((resolve, reject) => {
    lock.once('error', (error) => (codeOf(error) === 'EADDRINUSE' ? resolve(false) : reject(error)));
    lock.listen(`\0sre-lab-${process.getuid?.() ?? 0}-${name}`, () => resolve(true));
  });
}
