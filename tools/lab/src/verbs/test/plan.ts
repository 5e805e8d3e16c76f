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

interface ProjectOrder {
  readonly part: keyof typeof KINDS;
  readonly match: string | undefined;
}

/** A project's unit specs; with `match` those files alone, or no suite where it has none of them. */
async function unitSuites(root: string, project: Project, match: string | undefined): Promise<Suite[]> {
  const { folder, name } = project;
  const suite = { part: 'unit', name, folder, ...KINDS.unit } as const;
  if (match === undefined) return [jestSuite(suite)];
  const files = await findMatching(root, project, { part: 'unit', match });
  return files.length === 0 ? [] : [jestSuite({ ...suite, files })];
}

/** Spec files that measure time or need the whole machine: nothing else may run beside them. */
const isAlone = (file: string): boolean => file.endsWith('.alone.int-spec.ts');

/** Spec files that change a server for everybody on it: no other spec file that uses it may run beside them. */
const isSerial = (file: string): boolean => file.endsWith('.serial.int-spec.ts');

/** A project's integration specs: two files at a time, then one at a time, then those that must be alone. */
async function integrationSuites(
  root: string,
  project: Project,
  match: string | undefined,
): Promise<Suite[]> {
  const { folder, name } = project;
  const files = await findMatching(root, project, { part: 'int', match });
  const lanes = [
    { name, workers: 2, files: files.filter((file) => !isAlone(file) && !isSerial(file)) },
    { name: `${name}-serial`, files: files.filter(isSerial) },
    { name: `${name}-alone`, files: files.filter(isAlone), alone: true },
  ];
  return lanes
    .filter((lane) => lane.files.length > 0)
    .map((lane) => jestSuite({ part: 'int', folder, ...KINDS.int, ...lane }));
}

const findMatching = async (
  root: string,
  { folder }: Project,
  { part, match = '' }: ProjectOrder,
): Promise<string[]> =>
  (await findSpecs(join(root, folder), KINDS[part].pattern)).filter((file) =>
    `${folder}/${file}`.includes(match),
  );

/** Spec files that take long and seldom find what the others do not: only with `--all`. */
const isSlow = (file: string): boolean => file.endsWith('.slow.whole-spec.ts');

/** They judge a lab as it comes up: what other specs did to it would count. */
const isFresh = (file: string): boolean => file.endsWith('.fresh.whole-spec.ts');

/** Each file a suite of its own; they share one lab and run one after the other, those first that need it fresh. */
async function wholeSuites(root: string, { match = '', all }: Omit<TestOrder, 'parts'>): Promise<Suite[]> {
  const files = await findSpecs(join(root, 'test'), 'whole/**/*.whole-spec.ts');
  return [...files.filter(isFresh), ...files.filter((file) => !isFresh(file))]
    .filter((file) => (all || !isSlow(file)) && `test/${file}`.includes(match))
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

async function suitesOf(root: string, part: Part, order: TestOrder): Promise<Suite[]> {
  const { match } = order;
  // What checks the whole repository at once has no spec files to choose from.
  if (part === 'static') {
    if (match !== undefined) return [];
    return staticSuites(await findTypedFolders(root), await prometheusChecks(root));
  }
  if (part === 'whole') return wholeSuites(root, order);
  const projects = await findProjects(root);
  const suites =
    part === 'unit'
      ? projects.filter(({ hasUnit }) => hasUnit).map((project) => unitSuites(root, project, match))
      : projects
          .filter(({ hasIntegration }) => hasIntegration)
          .map((project) => integrationSuites(root, project, match));
  return (await Promise.all(suites)).flat();
}

/** The suites of each part that was asked for, in the order in which they run. */
export async function planSuites(root: string, order: TestOrder): Promise<Map<Part, Suite[]>> {
  const { parts, match } = order;
  const planned = new Map<Part, Suite[]>();
  for (const part of parts) planned.set(part, await suitesOf(root, part, order));
  if (match !== undefined && [...planned.values()].every((suites) => suites.length === 0))
    throw new UsageError(`--match: no spec file in ${parts.join(', ')} has "${match}" in its path`);
  return planned;
}
