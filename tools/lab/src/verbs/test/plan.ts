import { basename } from 'node:path';
import { findProjects, findTypedFolders, findWholeSpecs, type Project } from './discover.ts';
import { jestSuite } from './jest-suite.ts';
import { staticSuites } from './static-suites.ts';
import type { Part, Suite, TestOrder } from './suite.ts';

const MINUTE_MS = 60_000;

const projectSuite = (part: 'unit' | 'int', { folder, name }: Project, match: string | undefined): Suite =>
  jestSuite({
    part,
    name,
    folder,
    config: part === 'unit' ? 'jest.config.cjs' : 'jest.int.config.cjs',
    match,
    timeoutMs: (part === 'unit' ? 5 : 15) * MINUTE_MS,
    sayEachFile: part === 'int',
  });

const wholeSuite = (file: string): Suite =>
  jestSuite({
    part: 'whole',
    name: basename(file, '.whole-spec.ts'),
    folder: 'test',
    config: 'jest.whole.config.cjs',
    match: file,
    timeoutMs: 30 * MINUTE_MS,
    sayEachFile: false,
  });

/** The suites of each part that was asked for, in the order in which they run. */
export async function planSuites(root: string, { parts, match }: TestOrder): Promise<Map<Part, Suite[]>> {
  const projects = await findProjects(root);
  const matches = (file: string): boolean => match === undefined || file.includes(match);
  const suites: Record<Part, () => Promise<Suite[]>> = {
    static: async () => staticSuites(await findTypedFolders(root)),
    unit: () =>
      Promise.resolve(
        projects.filter(({ hasUnit }) => hasUnit).map((project) => projectSuite('unit', project, match)),
      ),
    int: () => {
      const withIntegration = projects.filter(({ hasIntegration }) => hasIntegration);
      return Promise.resolve(withIntegration.map((project) => projectSuite('int', project, match)));
    },
    whole: async () => (await findWholeSpecs(root)).filter(matches).map(wholeSuite),
  };
  const planned = new Map<Part, Suite[]>();
  for (const part of parts) planned.set(part, await suites[part]());
  return planned;
}
