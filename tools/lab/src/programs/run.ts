import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { codeOf } from '../errors.ts';

interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Ends the command and all of its children. Left out where ending it half-way does harm. */
  readonly signal?: AbortSignal;
  /** Time for it to end in order, before SIGKILL: more than what it grants to those that it runs itself. */
  readonly graceMs?: number;
  readonly onLine?: (line: string) => void;
  /** Leaves the processors to others: added to this process's own niceness, 19 at most; 0 if absent. Children inherit it. */
  readonly niceness?: number;
}

interface RunResult {
  readonly code: number | null;
  /** Both streams in the order in which they came, the last lines only. */
  readonly tail: string;
}

const TAIL_LINES = 40;
const GRACE_MS = 5_000;

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if (codeOf(error) !== 'ESRCH') throw error;
  }
}

/** From its first instruction on: what it had started before a change from outside would keep its priority. */
const atNiceness = (niceness: number, command: readonly string[]): [string, ...string[]] => [
  'nice',
  '-n',
  String(niceness),
  ...command,
];

/**
 * Runs a command in a process group of its own, so that Ctrl-C reaches it only when we say so, and then all of it.
 * Resolves whatever its exit code is; rejects when it cannot be started, takes too long or is aborted.
 */
export async function run(command: readonly [string, ...string[]], options: RunOptions): Promise<RunResult> {
  options.signal?.throwIfAborted();
  const { niceness = 0 } = options;
  const [file, ...args] = niceness === 0 ? command : atNiceness(niceness, command);
  const child = spawn(file, args, {
    cwd: options.cwd,
    env: options.env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const tail: string[] = [];
  const take = (line: string): void => {
    if (tail.push(line) > TAIL_LINES) tail.shift();
    options.onLine?.(line);
  };
  createInterface({ input: child.stdout }).on('line', take);
  createInterface({ input: child.stderr }).on('line', take);
  const code = await ended(child, file, options);
  return { code, tail: tail.join('\n') };
}

async function ended(child: ChildProcess, file: string, options: RunOptions): Promise<number | null> {
  let failure: { readonly reason: unknown } | undefined;
  let killTimer: NodeJS.Timeout | undefined;
  const end = (why: unknown): void => {
    failure ??= { reason: why };
    killGroup(child, 'SIGTERM');
    killTimer ??= setTimeout(() => killGroup(child, 'SIGKILL'), options.graceMs ?? GRACE_MS);
  };
  const onAbort = (): void => end(options.signal?.reason ?? new Error('aborted'));
  const timer = setTimeout(
    () => end(new Error(`${file} took longer than ${options.timeoutMs / 1000} s`)),
    options.timeoutMs,
  );
  options.signal?.addEventListener('abort', onAbort, { once: true });
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    if (failure !== undefined) throw failure.reason;
    return code;
  } finally {
    clearTimeout(timer);
    clearTimeout(killTimer);
    options.signal?.removeEventListener('abort', onAbort);
  }
}
