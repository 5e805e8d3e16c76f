import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, messageOf } from '../../errors.ts';
import { run } from '../../programs/run.ts';
import { alertmanagerRoutes } from './alertmanager-routes.ts';
import { commitSubjects } from './commit-subjects.ts';
import type { Reads } from './memory/inputs.ts';
import { type Memory, unlessPassed } from './memory/unless-passed.ts';
import { failedWith, type Outcome, PASSED, skippedBecause, type Suite, type SuiteRun } from './suite.ts';

/** A command that says by its exit code whether something of the repository is right. */
export interface Check {
  readonly name: string;
  /** Relative paths are seen from the repository's root; `.js` and `.ts` run with this Node. */
  readonly command: readonly [string, ...string[]];
  /** What to say where the command is not on this machine; without it that is a failure. */
  readonly absent?: string;
  /** Set where it reads only files of the repository, and writes none: it passes again on the same content. */
  readonly reads?: Reads;
}

const LIMIT_MS = 10 * 60_000;
// No daemon that outlives us, no cloud, no full-screen display.
const NX_ENV = { NX_DAEMON: 'false', NX_NO_CLOUD: 'true', NX_TUI: 'false', NO_COLOR: '1' } as const;

const tool = (path: string): string => `node_modules/${path}`;

const typecheck = (folder: string): Check => ({
  name: `types ${folder}`,
  reads: { projects: [folder], onlyCode: true },
  command: [
    tool('typescript/bin/tsc'),
    '--project',
    folder,
    '--incremental',
    '--tsBuildInfoFile',
    `.lab/test/tsc/${folder.replaceAll('/', '-')}.json`,
  ],
});

const lint = (name: string, reads: Reads, ...what: readonly string[]): Check => ({
  name,
  reads,
  command: [tool('eslint/bin/eslint.js'), '--max-warnings', '0', ...what],
});

const PRODUCT = ['libs', 'services', 'bench'];

/** In parts: the types of the whole repository do not fit into Node's default heap at once, and few changes concern all of them. */
const LINT: readonly Check[] = [
  lint('lint tools', { onlyCode: true }, 'tools'),
  lint('lint product', { projects: PRODUCT, onlyCode: true }, ...PRODUCT),
  lint(
    'lint',
    { onlyCode: true },
    '.',
    ...['tools', ...PRODUCT].flatMap((folder) => ['--ignore-pattern', `${folder}/**`]),
  ),
];

const SHELL_SCRIPTS = [
  'lab',
  'alertmanager/start.sh',
  '.ci/run',
  'compose/handover.sh',
  'rabbitmq/start-native.sh',
  'rabbitmq/start.sh',
];

const planChecks = (folders: readonly string[]): readonly Check[] => [
  ...LINT, // the longest first: the others run beside it
  {
    name: 'format',
    reads: {},
    command: [tool('prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', '.'],
  },
  { name: 'lockfile', command: ['tools/complete-lockfile.mjs', '--check'] },
  {
    name: 'dead exports',
    reads: {},
    command: [tool('knip/bin/knip.js'), '--include', 'exports,types,files'],
  },
  { name: 'Markdown and links', command: [tool('markdownlint-cli2/markdownlint-cli2-bin.mjs')] },
  { name: 'dashboards', command: ['tools/dashboards/src/main.ts', '--check'] },
  { name: 'objectives', command: ['tools/objectives/src/main.ts', '--check'] },
  {
    name: 'boundaries',
    reads: { onlyCode: true },
    command: [
      tool('dependency-cruiser/bin/dependency-cruiser.mjs'),
      '--config',
      '.dependency-cruiser.cjs',
      '--output-type',
      'err-long',
      'libs',
      'services',
      'tools',
      'test',
      'bench',
    ],
  },
  {
    name: 'shell',
    command: ['shellcheck', ...SHELL_SCRIPTS],
    absent: 'shellcheck is not installed',
  },
  ...folders.map(typecheck),
  { name: 'build', command: [tool('nx/dist/bin/nx.js'), 'run-many', '-t', 'build', '--output-style=static'] },
];

async function runCheck({ command, absent }: Check, { context }: SuiteRun): Promise<Outcome> {
  const [file, ...args] = command;
  const isScript = /\.[cm]?[jt]s$|\/tsc$/.test(file);
  const output: string[] = [];
  try {
    await mkdir(join(context.root, '.lab/test/tsc'), { recursive: true });
    const { code } = await run(isScript ? [process.execPath, file, ...args] : [file, ...args], {
      cwd: context.root,
      env: { ...context.env, ...NX_ENV },
      timeoutMs: LIMIT_MS,
      signal: context.signal,
      onLine: (line) => output.push(line),
    });
    return code === 0 ? PASSED : failedWith(output.join('\n'));
  } catch (error) {
    context.signal.throwIfAborted();
    if (absent !== undefined && codeOf(error) === 'ENOENT') return skippedBecause(absent);
    return failedWith([messageOf(error), ...output].join('\n'));
  }
}

const suiteOf = (check: Check): Suite => ({
  part: 'static',
  name: check.name,
  run: (suiteRun) => runCheck(check, suiteRun),
});

export const staticSuites = (
  folders: readonly string[],
  memory: Memory,
  more: readonly Check[] = [],
): Suite[] => {
  const suites = [...planChecks(folders), ...more].map((check) =>
    check.reads === undefined
      ? suiteOf(check)
      : unlessPassed(memory, { command: check.command, reads: check.reads }, suiteOf(check)),
  );
  return [...suites, alertmanagerRoutes, commitSubjects];
};
