import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { EnvironmentError, messageOf } from '../../../errors.ts';
import { supervisorPids } from './find.ts';
import { connectTo, type Door, exchange, listenAt, withdraw } from './line-socket.ts';
import type { Reply, Request, SupervisorStatus } from './protocol.ts';

const doorOf = (stateDir: string): Door => ({ stateDir, file: 'control.sock' });

// Signals take effect at once, but wait for their turn behind a start or a stop; those have grace periods and preparations.
const LIMIT_MS = {
  status: 10_000,
  leave: 10_000,
  kill: 120_000,
  pause: 120_000,
  resume: 120_000,
  start: 300_000,
  restart: 300_000,
  stop: 120_000,
  shutdown: 300_000,
} as const satisfies Record<Request['do'], number>;

/** Undefined when no supervisor runs. Fails with what the supervisor says of a request that it cannot fulfil. */
export async function ask(stateDir: string, request: Request): Promise<SupervisorStatus | undefined> {
  const socket = await connectTo(doorOf(stateDir));
  if (socket === undefined) return undefined;
  const line = await answerWithin(LIMIT_MS[request.do], stateDir, exchange(socket, request)).finally(() =>
    socket.destroy(),
  );
  if (line !== undefined) {
    const reply = JSON.parse(line) as Reply;
    if (!reply.ok) throw new EnvironmentError(reply.error);
    return reply.status;
  }
  if (request.do === 'status') return undefined; // it ended between the question and the answer
  throw new EnvironmentError(
    'the supervisor exited without an answer; run `lab up` to start one that adopts the running services',
  );
}

/** A supervisor that is stopped or stuck keeps its socket open: without a limit we would wait with it. */
async function answerWithin<T>(limitMs: number, stateDir: string, answer: Promise<T>): Promise<T> {
  const waited = new AbortController();
  const late = sleep(limitMs, undefined, { signal: waited.signal }).then(() => {
    throw new EnvironmentError(
      `the supervisor${named(stateDir)} does not answer within ${limitMs / 1000} s. ` +
        'If it is stopped, resume it with `kill -CONT`; after `kill -KILL` the next `lab up` or `lab down` adopts the running services',
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

interface Answering {
  readonly handle: (request: Request) => Promise<SupervisorStatus>;
  readonly onAnswered: (request: Request) => void;
}

/** Listens in the state directory, for whoever asks. */
export function serve(stateDir: string, { handle, onAnswered }: Answering): Promise<void> {
  return listenAt(doorOf(stateDir), (line, socket) => void answer(socket, line));

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

export const stopServing = (stateDir: string): void => withdraw(doorOf(stateDir));
