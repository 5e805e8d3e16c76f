import { readFileSync, statSync } from 'node:fs';
import { EnvironmentError } from '../errors.ts';

/**
 * Another user's lab is not ours to see or to stop: its records are unreadable, and what we would make inside would stand
 * in its owner's way. `uid` is who we are.
 */
export function checkOwner(stateDir: string, uid = process.getuid?.()): void {
  const { uid: owner } = statSync(stateDir);
  if (uid === undefined || owner === uid) return;
  throw new EnvironmentError(
    `${stateDir} belongs to ${nameOf(owner)}, but you are ${nameOf(uid)}. Run the lab as ${nameOf(owner)}, ` +
      `or start your own lab: LAB_STATE_DIR=<another directory>, with other ports in LAB_ENV_FILE=<a file>. ` +
      `If none of its processes run: sudo chown -R ${uid} ${stateDir}`,
  );
}

function nameOf(uid: number): string {
  const fields = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .find(([, , id]) => Number(id) === uid);
  return fields?.[0] ?? `user ${uid}`;
}
