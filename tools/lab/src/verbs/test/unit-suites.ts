import { join } from 'node:path';
import { findMatching, type Project } from './discover.ts';
import { jestSuite } from './jest-suite.ts';
import { type Memory, unlessPassed } from './memory/unless-passed.ts';
import type { Suite } from './suite.ts';

const CONFIG = 'jest.config.cjs';
const LIMIT_MS = 5 * 60_000;

interface UnitOrder {
  readonly match: string | undefined;
  readonly memory: Memory;
}

/** A project's unit specs, unless they passed before. With `match`, the files that have it in their path: who names them sees them run. */
export async function unitSuites(
  root: string,
  { folder, name }: Project,
  { match, memory }: UnitOrder,
): Promise<Suite[]> {
  const suite = {
    part: 'unit',
    name,
    folder,
    config: CONFIG,
    timeoutMs: LIMIT_MS,
    sayEachFile: false,
  } as const;
  if (match === undefined) {
    const work = { command: ['jest', folder, CONFIG], reads: { projects: [folder] } };
    return [unlessPassed(memory, work, jestSuite(suite))];
  }
  const files = await findMatching(join(root, folder), '{src/**/,}*.spec.ts', (file) =>
    `${folder}/${file}`.includes(match),
  );
  return files.length === 0 ? [] : [jestSuite({ ...suite, files })];
}
