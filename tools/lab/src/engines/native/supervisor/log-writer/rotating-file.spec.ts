import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RotatingFile } from './rotating-file.ts';

let directory: string;
let log: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'lab-rotating-'));
  log = join(directory, 'logs', 'x.log');
});
afterEach(() => rmSync(directory, { recursive: true }));

const open = (maxBytes: number, maxFiles = 3): RotatingFile => new RotatingFile(log, { maxBytes, maxFiles });
const append = (file: RotatingFile, ...chunks: string[]): void => {
  for (const chunk of chunks) expect(file.append(Buffer.from(chunk)).rest).toHaveLength(0);
};
const content = (number?: number): string =>
  readFileSync(number === undefined ? log : `${log}.${number}`, 'utf8');

describe('RotatingFile', () => {
  it('begins a new file between two lines, once the next line does not fit', () => {
    append(open(10), 'one\n', 'two\n', 'three\nfour\n');
    expect([content(2), content(1), content()]).toEqual(['one\ntwo\n', 'three\n', 'four\n']);
  });

  it('keeps as many files as it is told', () => {
    append(open(4, 2), 'one\n', 'two\n', 'six\n');
    expect(readdirSync(join(directory, 'logs')).sort()).toEqual(['x.log', 'x.log.1']);
    append(open(4, 1), 'ten\n');
    expect(readdirSync(join(directory, 'logs'))).toEqual(['x.log']);
    expect(content()).toBe('ten\n');
  });

  it('writes at once what has no end yet, and keeps the line in one file', () => {
    const file = open(10);
    append(file, 'one\ntw');
    expect(content()).toBe('one\ntw');
    append(file, 'o is a long one', ', really\nthree\n');
    expect([content(1), content()]).toEqual(['one\ntwo is a long one, really\n', 'three\n']);
  });

  it('gives a line that is larger than a file one for itself', () => {
    append(open(10), 'one\n', `${'x'.repeat(100)}\n`, 'three\n');
    expect([content(2), content(1), content()]).toEqual(['one\n', `${'x'.repeat(100)}\n`, 'three\n']);
  });

  it('cuts a line that goes on for more than 1 MiB', () => {
    const file = open(100_000);
    for (let count = 0; count < 40; count += 1) append(file, 'x'.repeat(64 * 1024));
    expect(statSync(`${log}.2`).size).toBe(1024 * 1024);
    expect(statSync(`${log}.1`).size).toBe(1024 * 1024);
    expect(statSync(log).size).toBe(512 * 1024);
  });

  it('goes on where an earlier process has stopped, also within a line', () => {
    append(open(10), 'one\ntwo');
    append(open(10), ' and a half\nthree\n');
    expect([content(1), content()]).toEqual(['one\ntwo and a half\n', 'three\n']);
  });

  it('ends a line that was left unfinished, and no other', () => {
    const file = open(100);
    file.endLine();
    append(file, 'half');
    open(100).endLine();
    open(100).endLine();
    expect(content()).toBe('half\n');
  });

  it('makes a new file where somebody has moved the old one away', () => {
    const file = open(100);
    append(file, 'one\n');
    renameSync(log, join(directory, 'taken.log'));
    file.endLine();
    append(file, 'two\n');
    expect(content()).toBe('two\n');
  });

  it.each([
    ['moved', () => renameSync(log, join(directory, 'taken.log'))],
    ['removed', () => unlinkSync(log)],
    ['removed with its folder', () => rmSync(join(directory, 'logs'), { recursive: true })],
  ])('writes to a new file where the old one was %s, from the next line on', (_, change) => {
    let replaced = 0;
    const file = new RotatingFile(log, { maxBytes: 100, maxFiles: 3 }, () => (replaced += 1));
    append(file, 'one\n');
    change();
    append(file, 'two\n', 'three\n');
    expect(content()).toBe('two\nthree\n');
    expect(replaced).toBe(1);
    expect(statSync(log).mode & 0o777).toBe(0o600);
  });

  it('goes on in the file that was put in the place of its own', () => {
    const file = open(100);
    append(file, 'one\n');
    writeFileSync(`${log}.new`, 'foreign\n');
    renameSync(`${log}.new`, log);
    append(file, 'two\n');
    expect(content()).toBe('foreign\ntwo\n');
  });

  it('counts from nothing again where somebody has emptied it', () => {
    const file = open(10);
    append(file, 'one\ntwo\n');
    truncateSync(log);
    append(file, 'three\n');
    expect(content()).toBe('three\n');
    expect(existsSync(`${log}.1`)).toBe(false);
  });

  it('takes no pipe for a file: nobody might read it', () => {
    mkdirSync(join(directory, 'logs'));
    execFileSync('mkfifo', [log]);
    const { rest, failure } = open(100).append(Buffer.from('one\n'));
    expect(rest.toString()).toBe('one\n');
    expect(failure).toMatchObject({ message: expect.stringContaining('is a named pipe') as string });
  });

  it('lets nobody but its owner read', () => {
    append(open(4), 'one\n', 'two\n');
    for (const path of [log, `${log}.1`]) expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(directory, 'logs')).mode & 0o777).toBe(0o700);
  });

  it('overwrites no file that is kept when it was stopped in the middle of renaming', () => {
    append(open(4), 'one\n', 'two\n', 'six\n');
    renameSync(`${log}.1`, `${log}.2`); // and there it was killed: "two" is not in its old place any more
    append(open(4), 'ten\n');
    expect([content(2), content(1), content()]).toEqual(['two\n', 'six\n', 'ten\n']);
  });

  it('hands back what a full disk does not take, and writes it once there is room', () => {
    const file = open(100);
    append(file, 'one\n');
    writeFileSync(`${log}.keep`, content());
    file.close();
    unlinkSync(log);
    symlinkSync('/dev/full', log);
    const { rest, failure } = file.append(Buffer.from('two\n'));
    expect(failure).toMatchObject({ code: 'ENOSPC' });
    expect(rest.toString()).toBe('two\n');
    renameSync(`${log}.keep`, log);
    append(file, rest.toString());
    expect(content()).toBe('one\ntwo\n');
    expect(existsSync(`${log}.1`)).toBe(false);
  });
});
