import { basename, join } from 'node:path';
import { UsageError } from '../../errors.ts';
import { findProjects, findSpecs, findTypedFolders, type Project } from './discover.ts';
import { jestSuite } from './jest-suite.ts';
import { prometheusChecks } from './prometheus-checks.ts';
import { staticSuites } from './static-suites.ts';
import type { Part, Suite, TestOrder } from './suite.ts';

const MINUTE_MS = 60_000;

const KINDS = {
  unit: {
    pattern: '{src/**/,}*.spec.ts',
    config: 'jest.config.cjs',
    timeoutMs: 5 * MINUTE_MS,
    sayEachFile: false,
  },
  int: {
    pattern: 'test/**/*.int-spec.ts',
    config: 'jest.int.config.cjs',
    timeoutMs: 15 * MINUTE_MS,
    sayEachFile: true,
  },
} as const;

/** A project's specs as one suite; with `match` those files alone, or no suite where it has none of them. */
async function projectSuites(root: string, project: Project, order: ProjectOrder): Promise<Suite[]> {
  const { part, match } = order;
  const { pattern, ...settings } = KINDS[part];
  const { folder, name } = project;
  if (match === undefined) return [jestSuite({ part, name, folder, ...settings })];
  const files = (await findSpecs(join(root, folder), pattern)).filter((file) =>
    `${folder}/${file}`.includes(match),
  );
  return files.length === 0 ? [] : [jestSuite({ part, name, folder, files, ...settings })];
}

interface ProjectOrder {
  readonly part: keyof typeof KINDS;
  readonly match: string | undefined;
}

/** Each file a suite of its own; they share one lab and run one after the other. */
async function wholeSuites(root: string, match = ''): Promise<Suite[]> {
  const files = await findSpecs(join(root, 'test'), 'whole/**/*.whole-spec.ts');
  return files
    .filter((file) => `test/${file}`.includes(match))
    .map((file) =>
      jestSuite({
        part: 'whole',
        name: basename(file, '.whole-spec.ts'),
        folder: 'test',
        config: 'jest.whole.config.cjs',
        files: [file],
        timeoutMs: 30 * MINUTE_MS,
        sayEachFile: false,
      }),
    );
}

async function suitesOf(root: string, part: Part, match: string | undefined): Promise<Suite[]> {
  // What checks the whole repository at once has no spec files to choose from.
  if (part === 'static') {
    if (match !== undefined) return [];
    return staticSuites(await findTypedFolders(root), await prometheusChecks(root));
  }
  if (part === 'whole') return wholeSuites(root, match);
  const projects = (await findProjects(root)).filter((project) =>
    part === 'unit' ? project.hasUnit : project.hasIntegration,
  );
  const suites = await Promise.all(projects.map((project) => projectSuites(root, project, { part, match })));
  return suites.flat();
}

/** The suites of each part that was asked for, in the order in which they run. */
export async function planSuites(root: string, { parts, match }: TestOrder): Promise<Map<Part, Suite[]>> {
  const planned = new Map<Part, Suite[]>();
  for (const part of parts) planned.set(part, await suitesOf(root, part, match));
  if (match !== undefined && [...planned.values()].every((suites) => suites.length === 0))
    throw new UsageError(`--match: no spec file in ${parts.join(', ')} has "${match}" in its path`);
  return planned;
}
