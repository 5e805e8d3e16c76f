import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Lab } from './lab.ts';

export interface Lesson {
  /** The file in docs/lessons, without its ending. */
  readonly name: string;
  /** Its shell commands, a block each. */
  readonly blocks: readonly string[];
}

/** The shell blocks that are fenced as ```sh lesson, in their order. */
const blocksOf = (text: string): string[] =>
  [...text.matchAll(/^```sh lesson\n([\s\S]*?)^```$/gm)].map(([, script = '']) => script);

/** Every lesson of the index, in its order. */
export const readLessons = (root: string): Lesson[] => {
  const folder = join(root, 'docs/lessons');
  const index = readFileSync(join(folder, 'README.md'), 'utf8');
  const names = [...index.matchAll(/^\| \d+\. \[[^\]]+\]\(([a-z-]+)\.md\)/gm)].map(([, name = '']) => name);
  return names.map((name) => ({
    name,
    blocks: blocksOf(readFileSync(join(folder, `${name}.md`), 'utf8')),
  }));
};

/** All commands of a lesson, as a reader types them into one shell. */
export const scriptOf = ({ blocks }: Lesson): string => blocks.join('\n');

/** A lesson that ended early has left what it paused; whoever comes next needs it. */
export const repair = async (lab: Lab): Promise<void> => {
  const paused = (await lab.status()).filter(({ state }) => state === 'paused');
  for (const { name } of paused) await lab.resume(name);
  await lab.allReady();
};
