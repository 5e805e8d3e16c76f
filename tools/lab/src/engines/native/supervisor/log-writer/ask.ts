import { setTimeout as sleep } from 'node:timers/promises';
import { connectTo, type Door, exchange } from '../line-socket.ts';
import type { LogReply, LogRequest } from './protocol.ts';

const LOOK_AGAIN_MS = 20;

export const logWriterDoor = (stateDir: string): Door => ({ stateDir, file: 'log-writer.sock' });

/**
 * Undefined where no answer comes in time. One that was killed is started again meanwhile, by the supervisor: we wait for
 * that too.
 */
export async function askLogWriter(
  stateDir: string,
  request: LogRequest,
  limitMs: number,
): Promise<LogReply | undefined> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const reply = await askOnce(stateDir, request, deadline - Date.now());
    if (reply !== undefined || Date.now() >= deadline) return reply;
    await sleep(LOOK_AGAIN_MS);
  }
}

/** Undefined where it does not run, or does not answer in time. */
export async function askOnce(
  stateDir: string,
  request: LogRequest,
  limitMs: number,
): Promise<LogReply | undefined> {
  const socket = await connectTo(logWriterDoor(stateDir));
  if (socket === undefined) return undefined;
  const timer = setTimeout(() => socket.destroy(), limitMs);
  try {
    const line = await exchange(socket, request);
    return line === undefined ? undefined : (JSON.parse(line) as LogReply);
  } finally {
    clearTimeout(timer);
    socket.destroy();
  }
}
