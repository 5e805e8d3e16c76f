import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { LabContext } from '../../context.ts';

/**
 * Starts a process that undoes one fault of the journal when its command is killed, or at its deadline, also where no other command comes.
 * In a session of its own: neither Ctrl-C nor a closed terminal reaches it.
 */
export function startGuard({ root, stateDir, envFile, env }: LabContext, id: string): void {
  const logs = join(stateDir, 'logs');
  mkdirSync(logs, { recursive: true, mode: 0o700 });
  const log = openSync(join(logs, 'guard.log'), 'a', 0o600);
  const main = join(root, 'tools/lab/src/faults/in-force/main.ts');
  spawn(process.execPath, [main, root, id], {
    cwd: root,
    detached: true,
    stdio: ['ignore', log, log],
    env: { ...env, LAB_STATE_DIR: stateDir, LAB_ENV_FILE: envFile },
  }).unref();
  closeSync(log);
}
