import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { PassThrough } from 'node:stream';
import { runCli } from './cli.ts';

let stateDir: string;
beforeEach(() => (stateDir = mkdtempSync(join(tmpdir(), 'lab-cli-'))));
afterEach(() => rmSync(stateDir, { recursive: true }));

async function lab(...argv: string[]): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const exitCode = await runCli(argv, {
    root: resolve(__dirname, '../../..'),
    // An engine that is recorded is not looked for: no docker is asked.
    processEnv: { LAB_STATE_DIR: stateDir, LAB_ENV_FILE: join(stateDir, 'none') },
    workingDirectory: stateDir,
    stdout,
    stderr,
    isTty: false,
    signal: new AbortController().signal,
  });
  const read = (stream: PassThrough): string => String(stream.read() ?? '');
  return { exitCode, stdout: read(stdout), stderr: read(stderr) };
}

describe('lab', () => {
  it('lists its verbs', async () => {
    const { exitCode, stdout } = await lab('--help');
    expect(exitCode).toBe(0);
    for (const verb of ['up', 'down', 'status', 'logs', 'open', 'kill', 'pause', 'resume', 'restart']) {
      expect(stdout).toMatch(new RegExp(`^  ${verb} `, 'm'));
    }
  });

  it.each(['up', 'down', 'status', 'logs', 'open', 'kill', 'pause', 'resume', 'restart'])(
    'explains %s',
    async (verb) => {
      const { exitCode, stdout } = await lab(verb, '--help');
      expect(exitCode).toBe(0);
      expect(stdout).toContain(`Usage: lab ${verb}`);
    },
  );

  it.each([
    [['nonsense'], /unknown command 'nonsense'/],
    [['up', '--nonsense'], /unknown option '--nonsense'/],
    [['up', '--timeout', 'soon'], /--timeout: "soon" is not a number of seconds/],
    [['up', '--only', ' , '], /--only: name at least one service/],
    [['up', '--engine', 'podman'], /unknown engine "podman"; available: native, compose/],
    [['kill'], /missing required argument 'service'/],
  ])('answers %j with 2 and says what is wrong', async (argv, message) => {
    const { exitCode, stdout, stderr } = await lab(...argv);
    expect(stderr).toMatch(message);
    expect(stdout).toBe('');
    expect(exitCode).toBe(2);
  });
});
