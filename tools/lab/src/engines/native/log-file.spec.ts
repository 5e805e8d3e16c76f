import { appendFileSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lastLines, readLog } from './log-file.ts';

jest.mock('node:fs', () => {
  const actual = jest.requireActual<typeof import('node:fs')>('node:fs');
  return { ...actual, readdirSync: jest.fn(actual.readdirSync) };
});

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

  it('reads on in the older files where the newest has too few', () => {
    writeFileSync(`${file}.2`, '1\n2\n');
    writeFileSync(`${file}.1`, '3\n');
    writeFileSync(file, '4\n');
    expect(lastLines(file, 3)).toEqual(['2', '3', '4']);
    expect(lastLines(file, 9)).toEqual(['1', '2', '3', '4']);
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

  it('gives the lines of all files, oldest first, and of no other log', async () => {
    for (const [ending, line] of Object.entries({ '.10': 1, '.2': 2, '.1': 3, '': 4, '.old': 5, '.1.gz': 6 }))
      writeFileSync(`${file}${ending}`, `${line}\n`);
    writeFileSync(join(directory, 'x.log2'), '7\n');
    expect(await all(readLog(file, {}, new AbortController().signal))).toEqual(['1', '2', '3', '4']);
  });

  it('gives whole a line that was cut because it was too long', async () => {
    writeFileSync(`${file}.1`, 'a\nbeg');
    writeFileSync(file, 'in\nb\n');
    expect(await all(readLog(file, {}, new AbortController().signal))).toEqual(['a', 'begin', 'b']);
  });

  it.each([undefined, 0, 2])(
    'follows across renaming without losing or doubling a line, from %s lines',
    async (lines) => {
      for (const [ending, line] of Object.entries({ '.2': 'a', '.1': 'b', '': 'c' }))
        writeFileSync(`${file}${ending}`, `${line}\n`);
      const abort = new AbortController();
      const seen: string[] = [];
      const following = (async () => {
        const options = { follow: true, ...(lines !== undefined && { lines }) };
        for await (const line of readLog(file, options, abort.signal))
          if (seen.push(line) === 3 + (lines ?? 3)) return;
      })();
      await new Promise((resume) => setTimeout(resume, 50));
      appendFileSync(file, 'd\n');
      rotate();
      writeFileSync(file, 'e\n');
      rotate(); // twice between two looks: "e" is read from x.log.1, "d" from x.log.2
      writeFileSync(file, 'f\n');
      await following;
      expect(seen).toEqual(['a', 'b', 'c', 'd', 'e', 'f'].slice(-3 - (lines ?? 3)));
      abort.abort();
    },
  );

  it('keeps the order where a file is renamed between the look at the names and that at the files', async () => {
    writeFileSync(file, 'a\n');
    jest.mocked(readdirSync).mockImplementationOnce(((path: string) => {
      const names = readdirSync(path);
      renameSync(file, `${file}.1`);
      writeFileSync(file, 'b\n');
      return names;
    }) as typeof readdirSync);
    expect(await all(readLog(file, {}, new AbortController().signal))).toEqual(['a', 'b']);
  });

  it('leaves a line that is not ended yet to following', async () => {
    writeFileSync(file, 'a\nhalf');
    const abort = new AbortController();
    const lines = readLog(file, { follow: true, lines: 1 }, abort.signal);
    expect((await lines.next()).value).toBe('a');
    const next = lines.next();
    appendFileSync(file, ' and half\n');
    expect((await next).value).toBe('half and half');
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

function rotate(): void {
  renameSync(`${file}.1`, `${file}.2`);
  renameSync(file, `${file}.1`);
}

async function all(lines: AsyncIterable<string>): Promise<string[]> {
  const result: string[] = [];
  for await (const line of lines) result.push(line);
  return result;
}
