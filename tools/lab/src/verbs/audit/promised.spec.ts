import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPromised } from './promised.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lab-promised-'));
});
afterAll(() => rm(folder, { recursive: true }));

const ID = '7b0f3c52-4c5b-4d6e-9c7d-0a1b2c3d4e5f';
const read = async (text: string): Promise<readonly string[]> => {
  const file = join(folder, 'accepted.txt');
  await writeFile(file, text);
  return [...(await readPromised(file))];
};

describe('the list of promised orders', () => {
  it('is each id once', async () => {
    await expect(read(`${ID}\n${ID}\n`)).resolves.toEqual([ID]);
  });

  it.each(['', '\n', '  \n\n'])('without an id proves nothing, and is refused: %j', async (text) => {
    await expect(read(text)).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringContaining('names no order') as string,
    });
  });

  it('with anything else in it is refused', async () => {
    await expect(read(`${ID}\nx\n`)).rejects.toMatchObject({ exitCode: 2 });
  });
});
