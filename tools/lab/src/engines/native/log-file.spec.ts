import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lastLines, readLog } from './log-file.ts';

let directory: string;
let file: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'lab-log-'));
  file = join(directory, 'x.log');
});
afterEach(() => rmSync(directory, { recursive: true }));

describe('lastLines', () => {
  it('gives the last lines of a file that is larger than one look', () => {
    const lines = Array.from({ length: 20_000 }, (_, index) => `line ${index} ä`);
    writeFileSync(file, `${lines.join('\n')}\n`);
    expect(lastLines(file, 3)).toEqual(lines.slice(-3));
    expect(lastLines(file, lines.length + 1)).toEqual(lines);
    expect(lastLines(file, 0)).toEqual([]);
  });

  it('gives a last line that is not ended yet', () => {
    writeFileSync(file, 'a\nb');
    expect(lastLines(file, 1)).toEqual(['b']);
  });

  it('gives nothing for a service that has written nothing', () => {
    expect(lastLines(file, 5)).toEqual([]);
  });
});

describe('readLog', () => {
  it('gives all of a large log, in time that grows with its size alone', async () => {
    const line = 'ä'.repeat(60);
    const count = 200_000; // 24 MB: a minute and more for a reader that looks at everything again with each step
    writeFileSync(file, `${line}\n`.repeat(count));
    let seen = 0;
    for await (const each of readLog(file, {}, new AbortController().signal)) seen += each === line ? 1 : 0;
    expect(seen).toBe(count);
  });

  it('gives a character whole whose bytes were written in two parts', async () => {
    writeFileSync(file, '');
    const abort = new AbortController();
    const lines = readLog(file, { follow: true }, abort.signal);
    const [first = 0, second = 0] = Buffer.from('ü');
    const next = lines.next();
    appendFileSync(file, Buffer.from([first]));
    setTimeout(() => appendFileSync(file, Buffer.from([second, 10])), 300); // after the next look
    expect((await next).value).toBe('ü');
    abort.abort();
    await lines.return(undefined);
  });

  it('follows a file across its emptying, in whole lines', async () => {
    writeFileSync(file, 'old\n');
    const abort = new AbortController();
    const lines = readLog(file, { follow: true, lines: 1 }, abort.signal);
    expect((await lines.next()).value).toBe('old');
    const next = lines.next();
    appendFileSync(file, 'half ');
    appendFileSync(file, 'line ü\n');
    expect((await next).value).toBe('half line ü');
    const afterwards = lines.next();
    writeFileSync(file, 'new\n');
    expect((await afterwards).value).toBe('new');
    abort.abort();
    expect((await lines.next()).done).toBe(true);
  });
});
