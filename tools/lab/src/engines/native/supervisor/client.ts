import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EnvironmentError } from '../../../errors.ts';
import { ask } from './control.ts';
import { PROTOCOL_VERSION, type SupervisorStatus } from './protocol.ts';
import { recordsDir } from './record.ts';

const START_LIMIT_MS = 10_000;
const START_AGAIN_MS = 2000;
const POLL_MS = 25;

/** A supervisor of this version that runs: the one that is there, or a new one, which adopts what an earlier one left. */
export async function ensureSupervisor(root: string, stateDir: string): Promise<SupervisorStatus> {
  const running = await ask(stateDir, { do: 'status' });
  if (running?.version === PROTOCOL_VERSION) return running;
  if (running !== undefined) await ask(stateDir, { do: 'leave' });
  const deadline = Date.now() + START_LIMIT_MS;
  let startAt = 0;
  while (Date.now() < deadline) {
    // Again after a while: the first one gives way where an older supervisor is just about to end.
    if (Date.now() >= startAt) {
      startSupervisor(root, stateDir);
      startAt = Date.now() + START_AGAIN_MS;
    }
    const status = await ask(stateDir, { do: 'status' });
    if (status?.version === PROTOCOL_VERSION) return status;
    await sleep(POLL_MS);
  }
  throw new EnvironmentError(`the supervisor did not start; see ${logOf(stateDir)}`);
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
