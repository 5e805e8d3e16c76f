import { join } from 'node:path';
import { findMatching, type Project } from './discover.ts';
import { jestSuite } from './jest-suite.ts';
import { type Memory, unlessPassed } from './memory/unless-passed.ts';
import type { Suite } from './suite.ts';

const CONFIG = 'jest.int.config.cjs';
const LIMIT_MS = 15 * 60_000;

const isOfKind =
  (kind: string) =>
  (file: string): boolean =>
    file.endsWith(`.${kind}.int-spec.ts`);

/** Spec files that measure time or need the whole machine: nothing else may run beside them. */
const isAlone = isOfKind('alone');

/** Spec files that change a server for everybody on it: no other spec file that uses it may run beside them. */
const isSerial = isOfKind('serial');

/** Spec files that read files, run programs and use neither a server nor the clock: what passed once passes again. */
const isPure = isOfKind('pure');

interface IntegrationOrder {
  readonly match: string | undefined;
  readonly memory: Memory;
}

/**
 * A project's integration specs: two files at a time, then one at a time, then those that must be alone. The pure ones do not run
 * where they passed before, unless somebody names them.
 */
export async function integrationSuites(
  root: string,
  { folder, name }: Project,
  { match, memory }: IntegrationOrder,
): Promise<Suite[]> {
  const files = await findMatching(join(root, folder), 'test/**/*.int-spec.ts', (file) =>
    `${folder}/${file}`.includes(match ?? ''),
  );
  const isShared = (file: string): boolean => ![isAlone, isSerial, isPure].some((is) => is(file));
  const lanes = [
    { name, workers: 2, files: files.filter(isShared) },
    { name: `${name}-pure`, workers: 2, files: files.filter(isPure), isPure: true },
    { name: `${name}-serial`, files: files.filter(isSerial) },
    { name: `${name}-alone`, files: files.filter(isAlone), alone: true },
  ];
  const suite = { part: 'int', folder, config: CONFIG, timeoutMs: LIMIT_MS, sayEachFile: true } as const;
  const work = { command: ['jest', folder, CONFIG], reads: { projects: [folder] } };
  return lanes
    .filter((lane) => lane.files.length > 0)
    .map(({ isPure: isRemembered = false, ...lane }) => {
      const run = jestSuite({ ...suite, ...lane });
      return isRemembered && match === undefined ? unlessPassed(memory, work, run) : run;
    });
}
