import { execa } from 'execa';
import { EnvironmentError } from '../../errors.ts';

interface Running {
  /** For messages. */
  readonly name: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** The file that becomes its stdin, and the one that gets its stdout. */
  readonly input?: string;
  readonly output?: string;
  readonly timeoutMs: number;
  readonly cancelSignal: AbortSignal;
}

const LAST_CHARACTERS = 500;

/** Runs a program with files as its input and output. Rejects with the end of its stderr where it fails or takes too long. */
export async function runWithFiles(
  [program, ...words]: readonly [string, ...string[]],
  { name, input, output, timeoutMs, cancelSignal, cwd, env }: Running,
): Promise<void> {
  const { failed, timedOut, stderr, shortMessage } = await execa(program, words, {
    cwd,
    env: { ...env },
    extendEnv: false,
    stdin: input === undefined ? 'ignore' : { file: input },
    stdout: output === undefined ? 'ignore' : { file: output },
    timeout: timeoutMs,
    cancelSignal,
    reject: false,
  });
  cancelSignal.throwIfAborted();
  if (timedOut) throw new EnvironmentError(`${name}: not done within ${timeoutMs / 1000} s`);
  if (failed) throw new EnvironmentError(`${name}: ${stderr.trim().slice(-LAST_CHARACTERS) || shortMessage}`);
}
