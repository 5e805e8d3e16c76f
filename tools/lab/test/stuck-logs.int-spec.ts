import { mkdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, unlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DROPPED_LINES_FIELD } from '@lab/contracts';
import { until } from '@lab/testing';
import { logWriterPids } from '../src/engines/native/supervisor/find.ts';
import { readStat } from '../src/process/stat.ts';
import { numberedLines, numberOf, numbersTo } from './support/log-lines.ts';
import { httpService, isGone, lab, port, useTemporaryLab } from './temporary-lab.ts';

jest.setTimeout(120_000);

/** A service of the built library, with its logger. */
const FIXTURE = resolve(__dirname, '../../../libs/instrumentation/test/support/fixture-service.cjs');
const AT_ONCE = 100;
/** A service that waits for its log would never answer. */
const ANSWER_LIMIT_MS = 30_000;
const PATIENTLY = { withinMs: 60_000 };

useTemporaryLab();

const logFile = (): string => join(lab.stateDir, 'logs', 'web.log');
const supervisorLog = (): string => readFileSync(join(lab.stateDir, 'logs', 'supervisor.log'), 'utf8');
const logWriter = (): Promise<number> => until('the log writer', () => logWriterPids(lab.stateDir)[0]);

async function upWithService(): Promise<void> {
  const environment = { LISTEN: '0.0.0.0:80', LOG_FORMAT: 'json', OTEL_SDK_DISABLED: 'true' };
  const native = {
    program: 'node',
    command: ['node', FIXTURE],
    ready: { http: 'http://web:80/health/live' },
  };
  lab.describe({ web: httpService(port, { environment, 'x-native': native }) });
  await lab.engine().up();
}

const statusOf = async (path: string): Promise<number> =>
  (await fetch(`http://127.0.0.1:${port}${path}`, { signal: AbortSignal.timeout(ANSWER_LIMIT_MS) })).status;

/** Requests, of which each writes a line, in lots; after each lot the service is healthy. */
async function logUntil(isEnough: (requests: number) => boolean): Promise<void> {
  for (let requests = 0; !isEnough(requests); requests += AT_ONCE) {
    await Promise.all(Array.from({ length: AT_ONCE }, () => statusOf('/work')));
    expect(await statusOf('/health/live')).toBe(200);
  }
}

type Line = Readonly<Record<string, unknown>> & { readonly seq: number };
async function linesOf(): Promise<Line[]> {
  const lines: Line[] = [];
  for await (const line of lab.engine().logs('web'))
    if (line.endsWith('}')) lines.push(JSON.parse(line) as Line); // the last one may still be on its way
  return lines;
}

describe('a log writer that is stopped', () => {
  beforeEach(upWithService);

  it('holds up no request, and the supervisor resumes it within seconds: no line is lost', async () => {
    const pid = await logWriter();
    process.kill(pid, 'SIGSTOP');
    await logUntil(() => readStat(pid)?.state !== 'T');
    await logUntil((requests) => requests > 0);
    const { seq } = await until('the last line', async () => {
      const lines = await linesOf();
      return lines.length > AT_ONCE && lines.at(-1);
    });
    const lines = await linesOf();
    expect(lines.slice(0, seq).map((line) => line.seq)).toEqual(numbersTo(seq).map((number) => number + 1));
    expect(supervisorLog()).toMatch(
      new RegExp(`the log writer \\(process ${pid}\\) is stopped .* resuming it`),
    );
    await until('its pulse', () => supervisorLog().includes('the log writer responds again'), PATIENTLY);
    expect(await logWriter()).toBe(pid);
  });
});

describe('a full disk', () => {
  beforeEach(upWithService);

  it('holds up no request; what was dropped is counted, and the log says so once there is room', async () => {
    unlinkSync(logFile());
    symlinkSync('/dev/full', logFile());
    // More than the pipe, the log writer and the service hold together.
    await logUntil((requests) => requests >= 10_000);
    expect(await lab.engine().troubles()).toEqual([
      expect.stringMatching(/^cannot write the log of web: ENOSPC/),
    ]);
    unlinkSync(logFile());
    const explained = async () => {
      const found = await linesOf();
      return found.some((line) => line[DROPPED_LINES_FIELD] !== undefined) && found;
    };
    const lines = await until('the line that explains the gap', explained, PATIENTLY);
    const gaps = lines.flatMap((line, index) => {
      const missing = index === 0 ? 0 : line.seq - (lines[index - 1]?.seq ?? 0) - 1;
      return missing > 0 ? [{ missing, explained: line[DROPPED_LINES_FIELD] }] : [];
    });
    expect(gaps).toEqual([{ missing: gaps[0]?.missing, explained: gaps[0]?.missing }]);
    await until('no trouble', async () => (await lab.engine().troubles()).length === 0);
  });
});

const taken = (): string => join(lab.root, 'taken', 'web.log');
const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true;

describe('a log that is changed from outside', () => {
  it.each([
    ['renamed', () => renameSync(logFile(), taken())],
    [
      'renamed, with a folder in its place for a while',
      () => {
        renameSync(logFile(), taken());
        mkdirSync(logFile());
        setTimeout(() => rmSync(logFile(), { recursive: true }), 200);
      },
    ],
    ['renamed with its folder', () => renameSync(join(lab.stateDir, 'logs'), join(lab.root, 'taken'))],
  ])('and %s loses no line: each is in the one file or in the other', async (name, change) => {
    const count = 5000;
    const native = { program: 'node', command: ['node', '-e', numberedLines(count, { everyMs: 20 })] };
    lab.describe({ web: { image: 'unused', 'x-native': native } });
    await lab.engine().up();
    await until('some lines', () => readFileSync(logFile(), 'utf8').length > 10_000, PATIENTLY);
    if (name !== 'renamed with its folder') mkdirSync(join(lab.root, 'taken'));
    change();
    const isDone = () => isFile(logFile()) && readFileSync(logFile(), 'utf8').endsWith('done\n');
    await until('the end', isDone, PATIENTLY);
    const lines = [taken(), logFile()].map((file) => readFileSync(file, 'utf8')).join('');
    expect(lines.trimEnd().split('\n').slice(0, -1).map(numberOf)).toEqual(numbersTo(count));
  });
});

it('a stopped log writer ends with the lab, and what it had not written yet is in the log', async () => {
  const script = `process.on('SIGTERM', () => { console.log('bye'); process.exitCode = 0; process.kill(process.pid, 'SIGKILL'); }); console.log('up'); setInterval(() => {}, 1000)`;
  lab.describe({
    web: { image: 'unused', 'x-native': { program: 'node', command: ['node', '-e', script] } },
  });
  await lab.engine().up();
  await until('its start', () => readFileSync(logFile(), 'utf8') === 'up\n');
  const pid = await logWriter();
  process.kill(pid, 'SIGSTOP');
  await lab.engine().down();
  await until('its end', () => isGone(pid));
  expect(readFileSync(logFile(), 'utf8')).toBe('up\nbye\n');
});
