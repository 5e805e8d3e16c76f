import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '@lab/testing';
import { logWriterPids } from '../src/engines/native/supervisor/find.ts';
import { filesOf, LONGEST, numberedLines, numberOf, numbersTo } from './support/log-lines.ts';
import { isGone, lab, pidOf, useTemporaryLab } from './temporary-lab.ts';

jest.setTimeout(120_000);

const COUNT = 20_000;
/** Most tests take a second or two on a machine at rest. */
const PATIENTLY = { withinMs: 60_000 };
const PIPE_BYTES = 64 * 1024;
const LIMIT = 200_000;

useTemporaryLab();

/** Many small files, all of which are kept, so that nothing is lost but what is lost by mistake. */
const logging = { driver: 'json-file', options: { 'max-size': `${LIMIT / 1000}k`, 'max-file': '1000' } };
const service = (script: string, more: object = {}): Record<string, unknown> => ({
  image: 'unused',
  restart: 'unless-stopped',
  logging,
  'x-native': { program: 'node', command: ['node', '-e', script], ...more },
});

const logs = (): string => join(lab.stateDir, 'logs');
const logOf = (name: string): string => readFileSync(join(logs(), `${name}.log`), 'utf8');
const isDone = (name: string): boolean =>
  existsSync(join(logs(), `${name}.log`)) && logOf(name).endsWith('done\n');
const linesOf = async (name: string): Promise<string[]> => {
  const lines: string[] = [];
  for await (const line of lab.engine().logs(name)) lines.push(line);
  return lines;
};
/** More lines than there were, or all of them. */
const untilMore = (before: number) =>
  until('more lines', async () => isDone('web') || (await linesOf('web')).length > before + 100, PATIENTLY);
const follow = async (name: string): Promise<string[]> => {
  const lines: string[] = [];
  for await (const line of lab.engine().logs(name, { follow: true }))
    if (lines.push(line) && line === 'done') break;
  return lines;
};

/** One at a time: the next is the one that was started in its place. */
async function killLogWriter(): Promise<void> {
  const pid = await logWriter();
  process.kill(pid, 'SIGKILL');
  await until('its end', () => isGone(pid));
}
const logWriter = (): Promise<number> => until('the log writer', () => logWriterPids(lab.stateDir)[0]);

describe('what services write', () => {
  it('is kept line by line through many files, and followed through them, none lost and none doubled', async () => {
    const names = ['a', 'b', 'c', 'd'];
    lab.describe(Object.fromEntries(names.map((name) => [name, service(numberedLines(COUNT))])));
    await lab.engine().up();
    const followed = await Promise.all(names.map(follow));
    for (const [index, name] of names.entries()) {
      const lines = await linesOf(name);
      expect(lines.pop()).toBe('done');
      expect(lines.map(numberOf)).toEqual(numbersTo(COUNT));
      expect(followed[index]?.slice(0, -1)).toEqual(lines);
      const files = filesOf(logs(), name);
      expect(files.length).toBeGreaterThan(20);
      for (const { size, end } of files) {
        expect(end).toBe('\n');
        expect(size).toBeLessThan(LIMIT + 2 * LONGEST); // a line that was begun in a file is ended there
      }
    }
  });

  it('is cut off where the description says so, the oldest first', async () => {
    const small = { ...logging, options: { 'max-size': '50k', 'max-file': '3' } };
    lab.describe({ web: { ...service(numberedLines(2000)), logging: small } });
    await lab.engine().up();
    await until('the end', () => isDone('web'), PATIENTLY);
    const numbers = (await linesOf('web')).slice(0, -1).map(numberOf);
    expect(filesOf(logs(), 'web')).toHaveLength(3);
    expect(numbers).toEqual(numbersTo(2000).slice(-numbers.length));
  });

  it('can be read by the owner of the lab alone, also where the service is run as another user', async () => {
    const script = 'process.stdout.write("I am " + process.getuid() + "\\n"); setInterval(() => {}, 1000)';
    const isRoot = process.getuid?.() === 0;
    const shell = { command: ['sh', '-c', 'echo "I am $$(id -u)"; exec sleep 1000'], user: 'nobody' };
    lab.describe({ web: { ...service(script, isRoot ? shell : {}), tmpfs: ['/tmp'] } });
    await lab.engine().up();
    await until('its line', async () => (await linesOf('web')).length === 1);
    expect(await linesOf('web')).toEqual([`I am ${isRoot ? 65_534 : process.getuid?.()}`]);
    expect(statSync(join(logs(), 'web.log')).mode & 0o777).toBe(0o600);
    expect(statSync(logs()).mode & 0o777).toBe(0o700);
    expect(statSync(join(lab.stateDir, 'run', 'pipes')).mode & 0o777).toBe(0o700);
    expect(statSync(join(lab.stateDir, 'run', 'pipes', 'web')).mode & 0o777).toBe(0o600);
  });
});

describe('SIGKILL of the log writer', () => {
  it('loses at most what it had read and not yet written, and doubles nothing', async () => {
    lab.describe({ web: service(numberedLines(COUNT, { everyMs: 10 })) });
    await lab.engine().up();
    for (let kill = 0; kill < 3; kill += 1) {
      const before = (await linesOf('web')).length;
      await killLogWriter();
      // Across it: nothing has ended the service, which waited or wrote into its pipe.
      await untilMore(before);
    }
    await until('the end', () => isDone('web'), PATIENTLY);
    const numbers = (await linesOf('web')).slice(0, -1).map(numberOf);
    const whole = numbers.filter((number) => number !== undefined);
    expect(whole).toEqual([...new Set(whole)].sort((a, b) => a - b));
    // One read for each kill, between reading and writing it: as a rule, none at all. What it tears is one damaged line.
    expect(numbers.length - whole.length).toBeLessThanOrEqual(3);
    const lost = numbersTo(COUNT).filter((number) => !whole.includes(number));
    const bytes = lost.reduce((sum, number) => sum + (number % 1000 === 999 ? 0 : (number * 7919) % 400), 0);
    expect(bytes).toBeLessThanOrEqual(3 * PIPE_BYTES);
    expect((await lab.status()).restarts).toBe(0);
  });

  it('loses nothing of a service that ends before another log writer is there', async () => {
    const flag = join(lab.root, 'flag');
    const script = `
      const { existsSync } = require('node:fs');
      setInterval(() => { if (existsSync('${flag}')) { console.log('last words'); process.exitCode = 3; clearInterval(1); process.kill(process.pid, 'SIGKILL'); } }, 20);
    `;
    lab.describe({ web: { ...service(script), restart: 'no' } });
    await lab.engine().up();
    const [pid, frozen] = [pidOf(await lab.status()), await logWriter()];
    const supervisor = await lab.supervisorPid();
    process.kill(supervisor, 'SIGSTOP'); // it would resume the log writer
    process.kill(frozen, 'SIGSTOP');
    try {
      writeFileSync(flag, '');
      await until('its end', () => isGone(pid));
      expect(logOf('web')).toBe('');
      process.kill(frozen, 'SIGKILL');
    } finally {
      process.kill(supervisor, 'SIGCONT');
    }
    await until('the line', async () => (await linesOf('web')).length === 1);
    expect(await linesOf('web')).toEqual(['last words']);
  });

  it('together with the supervisor is mended by the next `up`, with nothing lost', async () => {
    const gate = { line: 5_000, file: join(lab.root, 'flag') };
    lab.describe({ web: service(numberedLines(COUNT, { everyMs: 10, gate })) });
    await lab.engine().up();
    const pid = pidOf(await lab.status());
    await until('its pause', async () => (await linesOf('web')).length === gate.line, PATIENTLY);
    process.kill(await logWriter(), 'SIGSTOP'); // with nothing to read, so that it is killed between two reads
    writeFileSync(gate.file, '');
    await lab.killSupervisor();
    await killLogWriter();
    await new Promise((resume) => setTimeout(resume, 300)); // the pipe fills, and the service waits
    await lab.engine().up();
    await until('the end', () => isDone('web'), PATIENTLY);
    expect((await linesOf('web')).slice(0, -1).map(numberOf)).toEqual(numbersTo(COUNT));
    expect(pidOf(await lab.status())).toBe(pid);
  });
});

describe('SIGKILL of the supervisor', () => {
  it('loses nothing: the log writer goes on, and `up` leaves it in its place', async () => {
    lab.describe({ web: service(numberedLines(COUNT, { everyMs: 10 })) });
    await lab.engine().up();
    const writer = await logWriter();
    await lab.killSupervisor();
    const before = (await linesOf('web')).length;
    await untilMore(before);
    await lab.engine().up();
    expect(await logWriter()).toBe(writer);
    await until('the end', () => isDone('web'), PATIENTLY);
    expect((await linesOf('web')).slice(0, -1).map(numberOf)).toEqual(numbersTo(COUNT));
  });

  it('does not keep `down` from ending the log writer, also one that is frozen', async () => {
    lab.describe({ web: service('setInterval(() => {}, 1000)') });
    await lab.engine().up();
    await lab.killSupervisor();
    process.kill(await logWriter(), 'SIGSTOP');
    await lab.engine().down();
    expect(logWriterPids(lab.stateDir)).toEqual([]);
  });
});

describe('SIGKILL of a service in the middle of a line', () => {
  it('leaves the first line of its successor whole, as an unfinished preparation does', async () => {
    const script = `
      process.stdout.write('begin of ' + process.pid);
      setTimeout(() => process.kill(process.pid, 'SIGKILL'), 100);
    `;
    const prepare = [['node', '-e', 'process.stdout.write("prepared")']];
    lab.describe({ web: { ...service(script, { prepare }), restart: 'on-failure:2' } });
    await lab.engine().up();
    await until('its end', async () => (await lab.status()).state === 'exited');
    const lines = await until('all lines', async () => {
      const found = await linesOf('web');
      return found.length === 6 && found;
    });
    const pattern = expect.stringMatching(/^begin of \d+$/);
    expect(lines).toEqual(['prepared', pattern, 'prepared', pattern, 'prepared', pattern]);
  });
});

it('a service that is started again after its lab’s folder was removed has its log written', async () => {
  lab.describe({ web: service('console.log("I am", process.pid); setInterval(() => {}, 1000)') });
  await lab.engine().up();
  await until('its line', async () => (await linesOf('web')).length === 1);
  const [pid, supervisor] = [pidOf(await lab.status()), await lab.supervisorPid()];
  rmSync(join(lab.stateDir, 'run'), { recursive: true });
  process.kill(pid, 'SIGKILL');
  await until('both lines', async () => (await linesOf('web')).length === 2);
  process.kill(supervisor, 'SIGTERM');
  await until('its end', () => isGone(supervisor));
  expect(logWriterPids(lab.stateDir)).toEqual([]);
});

describe('`down`', () => {
  it('keeps the last words of every service', async () => {
    const script = `process.on('SIGTERM', () => { console.log('x'.repeat(50_000)); console.log('bye'); process.exitCode = 0; process.kill(process.pid, 'SIGKILL'); }); console.log('up'); setInterval(() => {}, 1000)`;
    lab.describe({ web: service(script) });
    await lab.engine().up();
    await until('its start', async () => (await linesOf('web')).length === 1);
    await lab.engine().down();
    expect(await linesOf('web')).toEqual(['up', 'x'.repeat(50_000), 'bye']);
    expect(existsSync(join(lab.stateDir, 'run', 'pipes'))).toBe(false);
  });
});
