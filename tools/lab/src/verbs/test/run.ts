import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type LabContext, print, printJson, say } from '../../context.ts';
import { EnvironmentError, EXIT, type ExitCode } from '../../errors.ts';
import { withLock } from '../../programs/lock.ts';
import { planSuites } from './plan.ts';
import { endLeftLab, prepareSecondLab, startSecondLab, WHOLE_LAB } from '../../second-lab/second-lab.ts';
import { fuzzerVariables } from './fuzzer.ts';
import { withStores } from './stores.ts';
import { testProgramVariables } from './test-programs.ts';
import {
  failedWith,
  type Outcome,
  type Part,
  skippedBecause,
  type Suite,
  type SuiteResult,
  type TestOrder,
} from './suite.ts';
import { exitCodeFor, failureLines, lastLine, partsNotRun, suiteLine, sum } from './summary.ts';

export async function listTests(context: LabContext, order: TestOrder): Promise<ExitCode> {
  const suites = [...(await planSuites(context.root, order)).values()].flat();
  if (context.json)
    printJson(
      context,
      suites.map(({ part, name }) => ({ part, name })),
    );
  else for (const { part, name } of suites) print(context, `${part} ${name}`);
  return EXIT.held;
}

type Environment = Readonly<Record<string, string>>;

/** The run as it goes is the product for a person; for a program it is not. */
const tell = (context: LabContext, line: string): void =>
  context.json ? say(context, line) : print(context, line);

function report(context: LabContext, result: SuiteResult): SuiteResult {
  if (result.report !== '') tell(context, result.report);
  tell(context, suiteLine(result));
  return result;
}

async function runSuite(suite: Suite, context: LabContext, env: Environment): Promise<SuiteResult> {
  context.signal.throwIfAborted();
  const { part, name } = suite;
  const started = Date.now();
  const outcome = await suite.run({ context, env, onLine: (line) => tell(context, `     ${line}`) });
  return report(context, { part, name, seconds: (Date.now() - started) / 1000, ...outcome });
}

/** `width` at a time, in order. */
async function runAll(
  suites: readonly Suite[],
  context: LabContext,
  options: { width: number; env?: Environment },
): Promise<SuiteResult[]> {
  const results: SuiteResult[] = [];
  const queue = [...suites];
  const worker = async (): Promise<void> => {
    for (let suite = queue.shift(); suite !== undefined; suite = queue.shift()) {
      results.push(await runSuite(suite, context, options.env ?? {}));
    }
  };
  await Promise.all(Array.from({ length: options.width }, worker));
  return results;
}

/** None of them runs, and all for the same reason. */
const settleAll = (suites: readonly Suite[], context: LabContext, outcome: Outcome): SuiteResult[] =>
  suites.map(({ part, name }) => report(context, { part, name, seconds: 0, ...outcome }));

type Runner = (suites: readonly Suite[], context: LabContext, order: TestOrder) => Promise<SuiteResult[]>;

/** What the suites need does not start: they have failed, and the other parts still run. */
const failingTogether =
  (runner: Runner): Runner =>
  async (suites, context, order) => {
    if (suites.length === 0) return [];
    try {
      return await runner(suites, context, order);
    } catch (error) {
      context.signal.throwIfAborted();
      if (!(error instanceof EnvironmentError)) throw error;
      return settleAll(suites, context, failedWith(error.message));
    }
  };

const runIntegration = failingTogether((suites, context, { engine }) =>
  withStores(context, { engine, progress: (line) => say(context, line) }, async (stores) => {
    if ('reason' in stores) return settleAll(suites, context, skippedBecause(stores.reason));
    const programs = await testProgramVariables(context, ['otelcol-lab', 'fluent-bit', 'chromium']);
    // One after the other: a suite runs two of its files at a time, or one alone on the machine.
    return runAll(suites, context, { width: 1, env: { ...stores, ...programs } });
  }),
);

/** They share one lab: bringing it up takes longer than most of them. */
const runWhole = failingTogether(async (suites, context, { engine }) => {
  await endLeftLab(context, WHOLE_LAB);
  const lab = await prepareSecondLab(context.root, WHOLE_LAB, engine);
  try {
    const absent = await startSecondLab(context, lab, { progress: (line) => say(context, line) });
    if (absent !== undefined) return settleAll(suites, context, skippedBecause(absent.reason));
    const programs = {
      ...(await fuzzerVariables(context, suites)),
      ...(await testProgramVariables(context, ['chromium'])),
    };
    return await runAll(suites, context, { width: 1, env: { LAB_ENGINE: engine, ...programs } });
  } finally {
    await endLeftLab(context, WHOLE_LAB);
  }
});

async function runParts(context: LabContext, order: TestOrder): Promise<SuiteResult[]> {
  const planned = await planSuites(context.root, order);
  const suitesOf = (part: Part): Suite[] => planned.get(part) ?? [];
  const width = availableParallelism();
  return [
    ...(await runAll(suitesOf('static'), context, { width })),
    ...(await runAll(suitesOf('unit'), context, { width })),
    ...(await runIntegration(suitesOf('int'), context, order)),
    ...(await runWhole(suitesOf('whole'), context, order)),
  ];
}

/** Runs the parts, ends every lab that they started, and says the result on the very last line. */
export async function runTests(context: LabContext, order: TestOrder): Promise<ExitCode> {
  const lock = join(context.root, '.lab/test/lock');
  const onWait = (pid: string): void => say(context, `waiting for another "lab test" (process ${pid}) …`);
  const results = await withLock(lock, { signal: context.signal, onWait }, () => runParts(context, order));
  for (const line of failureLines(results)) tell(context, line);
  for (const part of partsNotRun(results)) say(context, `nothing in "${part}" can run here`);
  if (context.json) printJson(context, { ...sum(results), suites: results });
  else print(context, lastLine(results));
  return exitCodeFor(results);
}
