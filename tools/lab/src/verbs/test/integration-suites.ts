import { join } from 'node:path';
import { findMatching, type Project } from './discover.ts';
import { jestSuite } from './jest-suite.ts';
import type { Suite } from './suite.ts';

const CONFIG = 'jest.int.config.cjs';
const LIMIT_MS = 15 * 60_000;

/** Spec files that measure time or need the whole machine: nothing else may run beside them. */
const isAlone = (file: string): boolean => file.endsWith('.alone.int-spec.ts');

/** Spec files that change a server for everybody on it: no other spec file that uses it may run beside them. */
const isSerial = (file: string): boolean => file.endsWith('.serial.int-spec.ts');

/** A project's integration specs: two files at a time, then one at a time, then those that must be alone. */
export async function integrationSuites(
  root: string,
  { folder, name }: Project,
  match = '',
): Promise<Suite[]> {
  const files = await findMatching(join(root, folder), 'test/**/*.int-spec.ts', (file) =>
    `${folder}/${file}`.includes(match),
  );
  const lanes = [
    { name, workers: 2, files: files.filter((file) => !isAlone(file) && !isSerial(file)) },
    { name: `${name}-serial`, files: files.filter(isSerial) },
    { name: `${name}-alone`, files: files.filter(isAlone), alone: true },
  ];
  const suite = { part: 'int', folder, config: CONFIG, timeoutMs: LIMIT_MS, sayEachFile: true } as const;
  return lanes.filter((lane) => lane.files.length > 0).map((lane) => jestSuite({ ...suite, ...lane }));
}
