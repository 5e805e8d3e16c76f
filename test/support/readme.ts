import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The shell blocks of the README that are fenced as ```sh tour, in their order. */
export const readTour = async (root: string): Promise<string[]> => {
  const text = await readFile(join(root, 'README.md'), 'utf8');
  return [...text.matchAll(/^```sh tour\n([\s\S]*?)^```$/gm)].map((match) => match[1] ?? '');
};

/** The same commands on another lab: each port that the README names, where that lab has it. */
export const movePorts = (script: string, moved: Readonly<Record<number, number>>): string =>
  Object.entries(moved).reduce(
    (text, [from, to]) => text.replaceAll(`127.0.0.1:${from}`, `127.0.0.1:${to}`),
    script,
  );
