import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { PassThrough } from 'node:stream';
import { runCli } from '../cli.ts';

/** Runs one command line of the lab on a state folder of its own, where nothing runs. */
export async function lab(...argv: string[]): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  const stateDir = mkdtempSync(join(tmpdir(), 'lab-cli-'));
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const read = (stream: PassThrough): string => String(stream.read() ?? '');
  try {
    const exitCode = await runCli(argv, {
      root: resolve(__dirname, '../../../..'),
      processEnv: { LAB_STATE_DIR: stateDir, LAB_ENV_FILE: join(stateDir, 'none') },
      workingDirectory: stateDir,
      stdout,
      stderr,
      isTty: false,
      signal: new AbortController().signal,
    });
    return { exitCode, stdout: read(stdout), stderr: read(stderr) };
  } finally {
    rmSync(stateDir, { recursive: true });
  }
}
