import { readFileSync } from 'node:fs';
import { EnvironmentError } from '../../errors.ts';
import type { Owner } from './render.ts';

/** The user that a service wants when the lab runs as root; undefined when it runs as an ordinary user, as itself. */
export function ownerFor(user: string | undefined): Owner | undefined {
  if (user === undefined || process.getuid?.() !== 0) return undefined;
  const fields = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .find(([name]) => name === user);
  if (fields === undefined)
    throw new EnvironmentError(
      `the user "${user}" does not exist; install the program's package, which creates it`,
    );
  return { uid: Number(fields[2]), gid: Number(fields[3]) };
}
