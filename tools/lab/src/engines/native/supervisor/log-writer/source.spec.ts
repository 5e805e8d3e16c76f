import { execFileSync, spawn } from 'node:child_process';
import {
  closeSync,
  constants,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '@lab/testing';
import { makePipe } from '../pipes.ts';
import { RotatingFile } from './rotating-file.ts';
import { LogSource } from './source.ts';

let directory: string;
let pipe: string;
let log: string;
let service: number;
let source: LogSource;
const notes: string[] = [];

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'lab-source-'));
  [pipe, log] = [join(directory, 'pipes', 'web'), join(directory, 'web.log')];
  await makePipe(pipe);
  service = openSync(pipe, 'r+');
  notes.length = 0;
});
afterEach(() => {
  source.close();
  closeSync(service);
  rmSync(directory, { recursive: true });
});

const open = (dropsItself = true): LogSource =>
  (source = new LogSource({
    name: 'web',
    pipe,
    file: new RotatingFile(log, { maxBytes: 1e6, maxFiles: 2 }),
    dropsItself,
    note: (line) => notes.push(line),
  }));

const soon = (): Promise<void> => new Promise((resume) => setTimeout(resume, 5));

describe('LogSource', () => {
  it('has in the log, once drained, all that was written before, also before it was there', async () => {
    writeSync(service, 'early\n');
    await open().drain();
    expect(readFileSync(log, 'utf8')).toBe('early\n');
    writeSync(service, 'x'.repeat(60_000));
    await source.drain();
    expect(readFileSync(log, 'utf8')).toHaveLength(60_006);
  });

  it('takes by itself what comes, more than a pipe holds', async () => {
    open();
    const script = `for (let i = 0; i < 200; i += 1) require('node:fs').writeSync(1, 'y'.repeat(4999) + '\\n')`;
    await new Promise((resolve, reject) => {
      spawn(process.execPath, ['-e', script], { stdio: ['ignore', service, 'inherit'] })
        .on('error', reject)
        .on('exit', resolve);
    });
    await source.drain();
    expect(readFileSync(log, 'utf8')).toBe(`${'y'.repeat(4999)}\n`.repeat(200));
  });

  it('leaves alone whether the service waits when it writes: only its own reads never wait', async () => {
    await open().drain();
    const flags = readFileSync(`/proc/self/fdinfo/${service}`, 'utf8');
    expect(Number.parseInt(/flags:\s+(\d+)/.exec(flags)?.[1] ?? '', 8) & 0o4000).toBe(0);
  });

  it('says that the disk is full, loses nothing, and says when that is over', async () => {
    symlinkSync('/dev/full', log);
    open();
    writeSync(service, 'kept\n');
    const drained = source.drain();
    await new Promise((resume) => setTimeout(resume, 50));
    expect(notes).toEqual([
      expect.stringMatching(/^web: cannot write its log: ENOSPC.*web buffers lines, then drops them$/),
    ]);
    writeSync(service, 'and this\n');
    unlinkSync(log);
    await drained;
    expect(readFileSync(log, 'utf8')).toBe('kept\nand this\n');
    expect(notes.slice(1)).toEqual(['web: its log is writable again']);
  });

  it('lets a program that drops no lines itself go on after a while, and says in its log what is missing', async () => {
    symlinkSync('/dev/full', log);
    open(false);
    const nonBlocking = openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK);
    const fill = (): number => {
      for (let lines = 0; ; lines += 1) {
        try {
          writeSync(nonBlocking, `${'x'.repeat(99)}\n`);
        } catch {
          return lines; // EAGAIN: it is full
        }
      }
    };
    let lines = fill();
    await until('the disk is full', () => source.trouble?.includes('ENOSPC') === true); // it holds one read, and reads no more
    lines += fill();
    const later = Date.now() + 6000;
    const clock = jest.spyOn(Date, 'now').mockImplementation(() => later);
    for (const before = lines; lines === before; lines += fill()) await soon();
    clock.mockRestore();
    unlinkSync(log);
    await until('the gap is noted', () => notes.length > 1);
    await source.drain();
    const text = readFileSync(log, 'utf8');
    const [note = '', bytes] =
      /\nlog writer: this log could not be written .*; \d+ lines \((\d+) bytes\) were dropped\n/.exec(text) ??
      [];
    expect(text.length - note.length + Number(bytes)).toBe(lines * 100);
    expect(notes.at(-1)).toMatch(/^web: its log is writable again; \d+ lines \(\d+ bytes\) were dropped$/);
    closeSync(nonBlocking);
  });

  it('knows when its pipe was replaced', () => {
    open();
    expect(source.isCurrent()).toBe(true);
    execFileSync('mkfifo', [`${pipe}.new`]);
    renameSync(`${pipe}.new`, pipe);
    expect(source.isCurrent()).toBe(false);
    rmSync(pipe);
    expect(source.isCurrent()).toBe(false);
  });
});

describe('makePipe', () => {
  it('makes one for its owner alone, in the place of what is none, and keeps one that is there', async () => {
    open();
    await makePipe(pipe);
    expect(source.isCurrent()).toBe(true);
    rmSync(pipe);
    writeFileSync(pipe, '');
    await makePipe(pipe);
    expect(execFileSync('stat', ['-c', '%F %a', pipe], { encoding: 'utf8' })).toBe('fifo 600\n');
  });
});
