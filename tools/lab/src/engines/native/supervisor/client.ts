import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EnvironmentError } from '../../../errors.ts';
import { ask } from './control.ts';
import { PROTOCOL_VERSION, type SupervisorStatus } from './protocol.ts';
import { supervisorPids } from './find.ts';
import { recordsDir } from './record.ts';

const START_LIMIT_MS = 10_000;
const END_LIMIT_MS = 120_000; // the longest grace periods, one after the other
const START_AGAIN_MS = 2000;
const POLL_MS = 25;

/** A supervisor of this version that runs: the one that is there, or a new one, which adopts what an earlier one left. */
export async function ensureSupervisor(root: string, stateDir: string): Promise<SupervisorStatus> {
  const running = await ask(stateDir, { do: 'status' });
  if (running === undefined) return newSupervisor(root, stateDir, START_LIMIT_MS);
  if (isFit(running)) return running;
  if (running.isEnding) return newSupervisor(root, stateDir, END_LIMIT_MS);
  await ask(stateDir, { do: 'leave' });
  return newSupervisor(root, stateDir, START_LIMIT_MS);
}

async function newSupervisor(root: string, stateDir: string, limitMs: number): Promise<SupervisorStatus> {
  const deadline = Date.now() + limitMs;
  let startAt = 0;
  while (Date.now() < deadline) {
    // Again after a while: the first one gives way where an older supervisor is just about to end.
    if (Date.now() >= startAt) {
      startSupervisor(root, stateDir);
      startAt = Date.now() + START_AGAIN_MS;
    }
    const status = await ask(stateDir, { do: 'status' });
    if (status !== undefined && isFit(status)) return status;
    await sleep(POLL_MS);
  }
  throw new EnvironmentError(reasonWhyNone(stateDir));
}

const isFit = ({ version, isEnding }: SupervisorStatus): boolean => version === PROTOCOL_VERSION && !isEnding;

function reasonWhyNone(stateDir: string): string {
  const [other] = supervisorPids(stateDir);
  return other === undefined
    ? `the supervisor did not start; see ${logOf(stateDir)}`
    : `cannot reach this lab's supervisor (process ${other}): its socket was removed, or it is ` +
        `shutting down. Run \`kill ${other}\` to stop it and all services cleanly`;
}

const logOf = (stateDir: string): string => join(stateDir, 'logs', 'supervisor.log');

function startSupervisor(root: string, stateDir: string): void {
  for (const dir of [join(stateDir, 'logs'), recordsDir(stateDir)])
    mkdirSync(dir, { recursive: true, mode: 0o700 });
  const log = openSync(logOf(stateDir), 'a', 0o600);
  const main = join(root, 'tools/lab/src/engines/native/supervisor/main.ts');
  spawn(process.execPath, [main, stateDir], {
    cwd: root,
    detached: true,
    stdio: ['ignore', log, log],
  }).unref();
  closeSync(log);
}
