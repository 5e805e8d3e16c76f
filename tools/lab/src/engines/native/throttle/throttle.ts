import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { wordsOf } from '../../../process/command.ts';
import { findProcesses, signal } from '../../../process/service-processes.ts';
import { isAlive, listProcesses, readStat } from '../../../process/stat.ts';
import type { CpuLimit } from '../../engine.ts';
import { ask } from '../supervisor/control.ts';
import { identityOf, readRecord } from '../supervisor/record.ts';

const MAIN = '/throttle/main.ts';
const END_LIMIT_MS = 2000;
const POLL_MS = 20;

interface Throttled {
  readonly root: string;
  readonly stateDir: string;
  readonly service: string;
}

/** Starts the throttle in a session of its own: it ends at its time, whatever becomes of the command. */
export async function startThrottle(lab: Throttled, { share, untilMs }: CpuLimit): Promise<void> {
  await endThrottle(lab);
  const main = join(lab.root, 'tools/lab/src/engines/native', MAIN);
  const words = [main, lab.stateDir, lab.service, String(share), String(untilMs)];
  spawn(process.execPath, words, { detached: true, stdio: 'ignore' }).unref();
}

/** Ends it and lets the service run. One that was killed has left the service stopped in the middle of its turn. */
export async function endThrottle({ stateDir, service }: Throttled): Promise<void> {
  for (const pid of throttlesOf(stateDir, service)) await end(pid);
  const units = (await ask(stateDir, { do: 'status' }))?.units ?? [];
  const record = readRecord(stateDir, service);
  const isPaused = units.some(({ name, state }) => name === service && state === 'paused'); // by somebody, on purpose
  if (record === undefined || isPaused) return;
  for (const { pid } of findProcesses(identityOf(stateDir, record))) signal(pid, 'SIGCONT');
}

const throttlesOf = (stateDir: string, service: string): number[] =>
  listProcesses()
    .map(({ pid }) => pid)
    .filter((pid) => {
      const words = wordsOf(pid);
      const at = words.findIndex((word) => word.endsWith(MAIN));
      return at > 0 && words[at + 1] === stateDir && words[at + 2] === service;
    });

async function end(pid: number): Promise<void> {
  signal(pid, 'SIGTERM');
  const deadline = Date.now() + END_LIMIT_MS;
  while (isAlive(readStat(pid))) {
    if (Date.now() > deadline) signal(pid, 'SIGKILL');
    await sleep(POLL_MS);
  }
}
