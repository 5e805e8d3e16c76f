import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rotate } from './rotate.ts';

let directory: string;
let log: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'lab-rotate-'));
  log = join(directory, 'x.log');
});
afterEach(() => rmSync(directory, { recursive: true }));

describe('rotate', () => {
  it('leaves a log alone that is not full, or not there', () => {
    rotate(log, 100);
    writeFileSync(log, 'a');
    rotate(log, 100);
    expect(existsSync(`${log}.1`)).toBe(false);
  });

  it('keeps one older log, and lets the writer go on in the same file', () => {
    const writer = openSync(log, 'a');
    writeSync(writer, 'first\n');
    rotate(log, 3);
    writeSync(writer, 'second\n');
    expect([readFileSync(`${log}.1`, 'utf8'), readFileSync(log, 'utf8')]).toEqual(['first\n', 'second\n']);
    rotate(log, 3);
    appendFileSync(log, 'third\n');
    expect([readFileSync(`${log}.1`, 'utf8'), readFileSync(log, 'utf8')]).toEqual(['second\n', 'third\n']);
  });
});
