import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Lab } from './lab.ts';

/** A block of commands. Slow ones wait for an alert, and run with `lab test --all` only. */
interface Block {
  readonly script: string;
  readonly isSlow: boolean;
}

export interface Lesson {
  /** The file in docs/lessons, without its ending. */
  readonly name: string;
  readonly blocks: readonly Block[];
}

/** The shell blocks that are fenced as ```sh lesson or ```sh lesson slow, in their order. */
const blocksOf = (text: string): Block[] =>
  [...text.matchAll(/^```sh lesson( slow)?\n([\s\S]*?)^```$/gm)].map(([, slow, script = '']) => ({
    script,
    isSlow: slow !== undefined,
  }));

/** Every lesson of the index, in its order. */
export const readLessons = async (root: string): Promise<Lesson[]> => {
  const folder = join(root, 'docs/lessons');
  const index = await readFile(join(folder, 'README.md'), 'utf8');
  const names = [...index.matchAll(/^\| \d+\. \[[^\]]+\]\(([a-z-]+)\.md\)/gm)].map(([, name = '']) => name);
  return Promise.all(
    names.map(async (name) => ({
      name,
      blocks: blocksOf(await readFile(join(folder, `${name}.md`), 'utf8')),
    })),
  );
};

export const isSlow = ({ blocks }: Lesson): boolean => blocks.some((block) => block.isSlow);

/** All commands of a lesson, as a reader types them into one shell. */
export const scriptOf = ({ blocks }: Lesson): string => blocks.map(({ script }) => script).join('\n');

/** A lesson that ended early has left what it paused; whoever comes next needs it. */
export const repair = async (lab: Lab): Promise<void> => {
  const paused = (await lab.status()).filter(({ state }) => state === 'paused');
  for (const { name } of paused) await lab.resume(name);
  await lab.allReady();
};
