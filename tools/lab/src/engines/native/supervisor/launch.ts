import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, closeSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { UnitSpec } from '../unit-spec.ts';
import type { LogPipe } from './log-pipe.ts';

interface Launching {
  readonly spec: UnitSpec;
  readonly env: Readonly<Record<string, string>>;
  readonly log: LogPipe;
}

const PREPARE_LIMIT_MS = 60_000;

export interface Launched {
  readonly child: ChildProcess;
  readonly startedAt: number;
}

/** Starts the main process in a session of its own. Resolves when the program runs, rejects when it cannot be executed. */
export const launch = (launching: Launching): Promise<Launched> =>
  spawnLogged(launching.spec.argv, launching);

/** Runs the preparations one after the other. Each gets the service's user, environment and log. */
export async function runPreparations(launching: Launching): Promise<void> {
  const { spec } = launching;
  for (const dir of spec.tmpDirs) emptyDir(dir, spec);
  for (const argv of spec.prepare) {
    const { child } = await spawnLogged(argv, launching);
    const limit = setTimeout(() => child.kill('SIGKILL'), PREPARE_LIMIT_MS);
    const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
    clearTimeout(limit);
    if (code !== 0) throw new Error(`${argv.join(' ')}: ended with ${code ?? signal}; see ${spec.logFile}`);
  }
}

async function spawnLogged(argv: readonly string[], { spec, env, log: pipe }: Launching): Promise<Launched> {
  const [command, ...args] = argv;
  if (command === undefined) throw new Error(`${spec.name}: no command to run`);
  const log = await pipe.open();
  try {
    const { cwd, uid, gid } = spec;
    const user = { ...(uid !== undefined && { uid }), ...(gid !== undefined && { gid }) };
    const startedAt = Date.now(); // not earlier: the log writer may have let us wait
    const child = spawn(command, args, { cwd, env, detached: true, stdio: ['ignore', log, log], ...user });
    await once(child, 'spawn'); // rejects with the reason when the program cannot be executed
    return { child, startedAt };
  } finally {
    closeSync(log);
  }
}

function emptyDir(dir: string, { uid, gid }: UnitSpec): void {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  for (const entry of readdirSync(dir)) rmSync(join(dir, entry), { recursive: true, force: true });
  if (uid !== undefined && gid !== undefined) chownSync(dir, uid, gid);
}
