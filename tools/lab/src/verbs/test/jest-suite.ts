import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { messageOf } from '../../errors.ts';
import { run } from '../../programs/run.ts';
import { JestReport, outcomeOf } from './jest-report.ts';
import { failedWith, type Outcome, type Part, type Suite, type SuiteRun } from './suite.ts';

interface JestSuite {
  readonly part: Part;
  readonly name: string;
  /** The project's folder, from the repository's root. */
  readonly folder: string;
  /** Its configuration there. */
  readonly config: string;
  /** These spec files only, from the project's folder; each must be there. All that the configuration finds if absent. */
  readonly files?: readonly string[];
  /** How many files run at the same time; one if absent. */
  readonly workers?: number;
  /** As in Suite. */
  readonly alone?: boolean;
  /** As in Suite. */
  readonly beside?: boolean;
  readonly timeoutMs: number;
  /** Say each spec file's end, for suites that take minutes. */
  readonly sayEachFile: boolean;
}

// A spec may run `lab load`, which grants k6 five seconds and then removes its container.
const GRACE_MS = 40_000;

async function runJest(suite: JestSuite, { context, env, onLine, niceness }: SuiteRun): Promise<Outcome> {
  const reportFile = join(context.root, '.lab/test/reports', `${suite.part}-${suite.name}.json`);
  await mkdir(dirname(reportFile), { recursive: true });
  await rm(reportFile, { force: true });
  const output: string[] = [];
  const jest = join(context.root, 'node_modules/jest/bin/jest.js');
  const lanes = suite.workers === undefined ? '--runInBand' : `--maxWorkers=${suite.workers}`;
  const options = ['--config', suite.config, '--json', '--outputFile', reportFile, lanes, '--ci'];
  const chosen = suite.files === undefined ? [] : ['--runTestsByPath', ...suite.files];
  const { code } = await run([process.execPath, '--experimental-vm-modules', jest, ...options, ...chosen], {
    cwd: join(context.root, suite.folder),
    // NO_COLOR: the output is collected, and shown in terminals and logs alike.
    env: {
      ...context.env,
      ...env,
      NODE_OPTIONS: '--experimental-vm-modules --disable-warning=ExperimentalWarning',
      NO_COLOR: '1',
    },
    timeoutMs: suite.timeoutMs,
    signal: context.signal,
    graceMs: GRACE_MS,
    niceness,
    onLine: (line) => {
      output.push(line);
      if (suite.sayEachFile && /^(PASS|FAIL) /.test(line)) onLine(line);
    },
  });
  const text = await readFile(reportFile, 'utf8').catch(() => undefined);
  if (text === undefined)
    return failedWith(`Jest exited with ${code ?? 'a signal'} without a report\n${output.join('\n')}`);
  return outcomeOf(JestReport.parse(JSON.parse(text)), code, output.join('\n'));
}

export const jestSuite = (suite: JestSuite): Suite => ({
  part: suite.part,
  name: suite.name,
  alone: suite.alone ?? false,
  beside: suite.beside ?? false,
  run: async (suiteRun) => {
    try {
      return await runJest(suite, suiteRun);
    } catch (error) {
      suiteRun.context.signal.throwIfAborted();
      return failedWith(messageOf(error));
    }
  },
});
