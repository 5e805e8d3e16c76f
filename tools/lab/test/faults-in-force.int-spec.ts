import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PassThrough } from 'node:stream';
import { freePort, until } from '@lab/testing';
import { runCli } from '../src/cli.ts';
import { actionOf } from '../src/faults/actions/action-of.ts';
import { changedEnvironment } from '../src/faults/changed-environment.ts';
import { during } from '../src/faults/fault.ts';
import { forced } from '../src/faults/in-force/forced.ts';
import { Journal } from '../src/faults/in-force/journal.ts';
import { starved } from '../src/faults/starved.ts';
import { stopped } from '../src/faults/stopped.ts';
import { answerOn, httpService, lab, port, useTemporaryLab } from './temporary-lab.ts';

jest.setTimeout(120_000);

useTemporaryLab();

const SOURCES = resolve(__dirname, '../src');
const LIMITS = { activeWithinMs: 30_000 };

/** Begins an action as a command does, and then waits for its end. */
const COMMAND = `
  const [sources, root, stateDir, envFile, action, guarded] = process.argv.slice(1);
  const { contextFrom } = await import(sources + '/context.ts');
  const { resolveUndoing } = await import(sources + '/engines/index.ts');
  const { actionOf } = await import(sources + '/faults/actions/action-of.ts');
  const { forced } = await import(sources + '/faults/in-force/forced.ts');
  const { during } = await import(sources + '/faults/fault.ts');
  const context = contextFrom({
    root, workingDirectory: root, stdout: process.stdout, stderr: process.stderr, isTty: false,
    processEnv: { ...process.env, LAB_STATE_DIR: stateDir, LAB_ENV_FILE: envFile },
    signal: new AbortController().signal,
  }, { json: false });
  const engine = await resolveUndoing(context);
  const fault = forced(context, actionOf(engine, action), { forMs: 600_000, isGuarded: guarded === 'guarded' });
  await during(fault, { activeWithinMs: 30_000 }, async () => {
    process.stdout.write('active');
    await new Promise((resolve) => setTimeout(resolve, 600_000));
  });
`;

/** Kills the tool by SIGKILL in the middle of an action. */
async function killDuring(action: string, guarded: 'guarded' | 'alone' = 'alone'): Promise<void> {
  const args = ['--input-type=module', '-e', COMMAND];
  const words = [SOURCES, lab.root, lab.stateDir, join(lab.root, '.env'), action, guarded];
  const { NODE_OPTIONS: _jests, ...env } = process.env;
  const command = spawn(process.execPath, [...args, '--', ...words], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [word] = (await Promise.race([once(command.stdout, 'data'), once(command, 'exit')])) as [unknown];
  expect(String(word)).toBe('active');
  command.kill('SIGKILL');
  await once(command, 'exit');
}

async function nextCommand(...argv: string[]): Promise<string> {
  const stderr = new PassThrough();
  await runCli(argv, {
    root: lab.root,
    processEnv: {
      PATH: process.env['PATH'],
      LAB_STATE_DIR: lab.stateDir,
      LAB_ENV_FILE: join(lab.root, '.env'),
    },
    workingDirectory: lab.root,
    stdout: new PassThrough().resume(),
    stderr,
    isTty: false,
    signal: new AbortController().signal,
  });
  return String(stderr.read() ?? '');
}

/** Whether the service has what `environment web` gives it, by what its process was started with. */
const isChanged = async (): Promise<boolean> =>
  (await lab.engine().inside.environment('web'))['COLOUR'] === 'red';

describe('SIGKILL of the tool in the middle of', () => {
  it.each([
    ['pause web', 'web frozen', async () => (await lab.status()).state === 'paused'],
    ['stop web', 'web stopped', async () => (await lab.status()).pid === null],
    ['environment web COLOUR=red', 'web with other values of COLOUR', isChanged],
    [
      'cpu web --share 0.3',
      'web starved of CPU: 0.3 of a processor',
      () => starved(lab.engine(), 'web', { share: 0.3, untilMs: 0 }).isActive(),
    ],
  ])('%s leaves a lab that the next command repairs', async (action, what, isHurt) => {
    lab.describe({ web: httpService(port) });
    await lab.engine().up();
    await killDuring(action);
    expect(await isHurt()).toBe(true);
    expect(await nextCommand('status')).toContain(`undone: ${what}`);
    expect(await isHurt()).toBe(false);
    expect(new Journal(lab.stateDir).entries()).toEqual([]);
    await lab.statusWhen('web to be ready again', ({ ready }) => ready);
    await answerOn(port);
  });

  it('an action is undone by its guard where no command comes', async () => {
    lab.describe({ web: httpService(port) });
    await lab.engine().up();
    await killDuring('pause web', 'guarded');
    await lab.statusWhen('web to run again', ({ state }) => state === 'running');
    await until('the guard to write it down', () => new Journal(lab.stateDir).entries().length === 0);
    expect(readFileSync(join(lab.stateDir, 'logs', 'guard.log'), 'utf8')).toContain('undone: web frozen');
  });
});

it('an action is in the journal while it lasts, and undone by its own command', async () => {
  lab.describe({ web: httpService(port) });
  await lab.engine().up();
  const [context, journal] = [lab.context(), new Journal(lab.stateDir)];
  const action = actionOf(lab.engine(), 'pause web');
  await during(forced(context, action, { forMs: 60_000, isGuarded: false }), LIMITS, async () => {
    expect(journal.entries()).toMatchObject([{ action: 'pause web', what: 'web frozen' }]);
    // Its command runs: no other one interferes.
    expect(await nextCommand('status')).not.toContain('undone');
    expect(await lab.status()).toMatchObject({ state: 'paused' });
  });
  expect(await lab.status()).toMatchObject({ state: 'running' });
  expect(journal.entries()).toEqual([]);
});

describe('a service that is', () => {
  beforeEach(async () => {
    lab.describe({ web: httpService(port) });
    await lab.engine().up();
  });

  it('stopped stays so, also for a new supervisor, until it is undone', async () => {
    await during(stopped(lab.engine(), 'web'), LIMITS, async () => {
      await lab.killSupervisor();
      expect(await lab.status()).toMatchObject({ state: 'exited', pid: null });
    });
    await lab.statusWhen('web to be ready', ({ ready }) => ready);
  });

  it('started with other values keeps them over a crash, and loses them when undone', async () => {
    await during(changedEnvironment(lab.engine(), 'web', { COLOUR: 'red' }), LIMITS, async () => {
      const before = await lab.status();
      await lab.engine().kill('web');
      await lab.statusWhen('web to run again', ({ pid }) => pid !== null && pid !== before.pid);
      expect(await isChanged()).toBe(true);
    });
    expect(await isChanged()).toBe(false);
  });

  it('starved is held back also after a restart', async () => {
    const fault = starved(lab.engine(), 'web', { share: 0.3, untilMs: Date.now() + 60_000 });
    await during(fault, LIMITS, async () => {
      await lab.engine().restart('web');
      await until('web to be held back', () => fault.isActive());
    });
    expect(await fault.isActive()).toBe(false);
  });
});

it('is undone before the lab is taken down', async () => {
  lab.describe({ web: httpService(await freePort()) });
  await lab.engine().up();
  await killDuring('environment web COLOUR=red');
  expect(await nextCommand('down')).toContain('undone: web with other values of COLOUR');
  await lab.engine().up();
  expect(await isChanged()).toBe(false);
});
