import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UsageError } from '../errors.ts';
import { readPromised } from './promised.ts';

let directory: string;
beforeAll(async () => (directory = await mkdtemp(join(tmpdir(), 'promised-'))));
afterAll(() => rm(directory, { recursive: true }));

const read = async (text: string): Promise<ReadonlySet<string>> => {
  const file = join(directory, 'accepted.txt');
  await writeFile(file, text);
  return readPromised(file);
};

describe('the ids that clients were promised', () => {
  const [first, second] = [randomUUID(), randomUUID()];

  it('are read one per line, each once, with the line ends and the byte order mark of any system', async () => {
    expect(await read(`\uFEFF${first}\r\n\r\n  ${second}\t\n${first}`)).toEqual(new Set([first, second]));
  });

  it('name the same order in whatever case they are written', async () => {
    expect(await read(`${first.toUpperCase()}\n${first}\nFFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF`)).toEqual(
      new Set([first, 'ffffffff-ffff-ffff-ffff-ffffffffffff']),
    );
  });

  it('are refused as a whole where one line is none, with its number and no more of it than a terminal bears', async () => {
    const wrong = `\u001b[2J${'x'.repeat(1000)}`;
    const refusal = read(`${first}\n\n${wrong}\n`);
    await expect(refusal).rejects.toThrow(UsageError);
    await expect(refusal).rejects.toThrow(/accepted\.txt:3: not an order id: "\\u001b\[2Jx{56}"$/);
  });

  it.each(['', '\n', '  \n\n'])('prove nothing where there is none, and are refused: %j', async (text) => {
    await expect(read(text)).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringContaining('contains no order id') as string,
    });
  });

  it('cannot be read from a file that is not there', async () => {
    await expect(readPromised(join(directory, 'none.txt'))).rejects.toThrow(
      /cannot read .*none\.txt: ENOENT/,
    );
  });
});
