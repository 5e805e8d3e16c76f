import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { Journal } from '../src/faults/in-force/journal.ts';
import { answerOn, httpService, lab, port, useTemporaryLab } from './temporary-lab.ts';

jest.setTimeout(150_000);

useTemporaryLab();

const CLI = resolve(__dirname, '../src/cli.ts');

/** A command of the temporary lab in a process of its own. */
const command = (...words: readonly string[]): [string, string[]] => {
  const script = `
    import { runCli } from ${JSON.stringify(CLI)};
    process.exitCode = await runCli(${JSON.stringify(words)}, {
      root: ${JSON.stringify(lab.root)},
      processEnv: { PATH: process.env.PATH },
      workingDirectory: ${JSON.stringify(lab.root)},
      stdout: process.stdout, stderr: process.stderr, isTty: false,
      signal: new AbortController().signal,
    });
  `;
  return [process.execPath, ['--input-type=module', '-e', script]];
};

const { NODE_OPTIONS: _jests, ...env } = process.env;
const journal = (): string[] => new Journal(lab.stateDir).entries().map(({ what }) => what);

describe('a fault of a command that is killed by SIGKILL', () => {
  it.each([
    ['a pause', ['--for', '50s']],
    ['a pause in pulses', ['--for', '50s', '--pulse', '40s/5s']],
  ])('is undone by the next command: %s', async (_what, options) => {
    lab.describe({ web: httpService(port) });
    await lab.engine().up();
    const [file, args] = command('pause', 'web', ...options);
    const child = spawn(file, args, { env, stdio: 'ignore' });
    await lab.statusWhen('web to be paused', ({ state }) => state === 'paused');
    expect(journal()).toEqual(['web frozen']);
    // Not while its owner lives.
    await promisify(execFile)(...command('status'), { env });
    expect((await lab.status()).state).toBe('paused');
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect((await lab.status()).state).toBe('paused');
    const { stderr } = await promisify(execFile)(...command('status'), { env });
    expect(stderr).toContain('undone: web frozen (in force since');
    expect((await lab.status()).state).toBe('running');
    expect(await answerOn(port)).toBeGreaterThan(0);
    expect(journal()).toEqual([]);
  });
});
