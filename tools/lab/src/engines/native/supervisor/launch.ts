import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, closeSync, mkdirSync, openSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { UnitSpec } from '../unit-spec.ts';

type Env = Readonly<Record<string, string>>;

const PREPARE_LIMIT_MS = 60_000;

/** Starts the main process in a session of its own. Resolves when the program runs, rejects when it cannot be executed. */
export async function launch(spec: UnitSpec, env: Env): Promise<ChildProcess> {
  return spawnLogged(spec, spec.argv, env);
}

/** Runs the preparations one after the other. Each gets the service's user, environment and log. */
export async function runPreparations(spec: UnitSpec, env: Env): Promise<void> {
  for (const dir of spec.tmpDirs) emptyDir(dir, spec);
  for (const argv of spec.prepare) {
    const child = await spawnLogged(spec, argv, env);
    const limit = setTimeout(() => child.kill('SIGKILL'), PREPARE_LIMIT_MS);
    const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
    clearTimeout(limit);
    if (code !== 0) throw new Error(`${argv.join(' ')}: ended with ${code ?? signal}; see ${spec.logFile}`);
  }
}

async function spawnLogged(spec: UnitSpec, argv: readonly string[], env: Env): Promise<ChildProcess> {
  const [command, ...args] = argv;
  if (command === undefined) throw new Error(`${spec.name}: nothing to run`);
  // The service writes to the file itself: no pipe that would break when the supervisor dies.
  const log = openSync(spec.logFile, 'a', 0o600);
  try {
    const { cwd, uid, gid } = spec;
    const user = { ...(uid !== undefined && { uid }), ...(gid !== undefined && { gid }) };
    const child = spawn(command, args, { cwd, env, detached: true, stdio: ['ignore', log, log], ...user });
    await once(child, 'spawn'); // rejects with the reason when the program cannot be executed
    return child;
  } finally {
    closeSync(log);
  }
}

function emptyDir(dir: string, { uid, gid }: UnitSpec): void {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  for (const entry of readdirSync(dir)) rmSync(join(dir, entry), { recursive: true, force: true });
  if (uid !== undefined && gid !== undefined) chownSync(dir, uid, gid);
}
