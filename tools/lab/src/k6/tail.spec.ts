import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Tail } from './tail.ts';

describe('Tail', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lab-tail-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('reads nothing while the file is not there, then each line once', async () => {
    const file = join(folder, 'lines');
    const tail = new Tail(file);
    expect(await tail.lines()).toEqual([]);
    await appendFile(file, 'one\ntwo\n');
    expect(await tail.lines()).toEqual(['one', 'two']);
    expect(await tail.lines()).toEqual([]);
  });

  it('waits for the rest of a half-written line, also when it ends inside a character', async () => {
    const file = join(folder, 'lines');
    const tail = new Tail(file);
    const bytes = Buffer.from('früh\n');
    await appendFile(file, bytes.subarray(0, 3));
    expect(await tail.lines()).toEqual([]);
    await appendFile(file, bytes.subarray(3));
    expect(await tail.lines()).toEqual(['früh']);
  });

  it('reads more than one chunk', async () => {
    const file = join(folder, 'lines');
    const lines = Array.from({ length: 20_000 }, (_, i) => `line ${i}`);
    await appendFile(file, `${lines.join('\n')}\n`);
    expect(await new Tail(file).lines()).toEqual(lines);
  });
});
