import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Lab } from './lab.ts';

const FIRST_LINE_LIMIT_MS = 30_000;

/** A verb that goes on until it is told to end, as by Ctrl-C. */
export class LabProcess {
  readonly #child: ChildProcess;
  readonly #name: string;

  constructor(lab: Lab, args: readonly string[]) {
    this.#name = `lab ${args.join(' ')}`;
    this.#child = spawn(join(lab.root, 'lab'), args, {
      cwd: lab.root,
      env: lab.env,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    // Read whether or not anybody asks for it: a full pipe would hold it up.
    this.#child.stdout?.on('data', () => undefined);
  }

  /** What it prints first. Rejects when it ends without. */
  async firstLine(): Promise<string> {
    const { stdout } = this.#child;
    if (stdout === null) throw new Error('its stdout is not piped');
    const [line] = (await Promise.race([
      once(createInterface({ input: stdout }), 'line', { signal: AbortSignal.timeout(FIRST_LINE_LIMIT_MS) }),
      once(this.#child, 'exit').then(([code]) => {
        throw new Error(`${this.#name} ended with ${String(code)} before it said anything`);
      }),
    ])) as [string];
    return line;
  }

  /** Answers the exit code. */
  async stop(): Promise<number | null> {
    const { exitCode, signalCode } = this.#child;
    if (exitCode !== null || signalCode !== null) return exitCode;
    const exit = once(this.#child, 'exit');
    this.#child.kill('SIGINT');
    const [code] = (await exit) as [number | null];
    return code;
  }
}
