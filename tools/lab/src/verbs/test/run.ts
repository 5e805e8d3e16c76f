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

interface Running {
  readonly env?: Environment;
  /** How many suites at a time; one if absent. */
  readonly width?: number;
  /** As in SuiteRun; 0 if absent. */
  readonly niceness?: number;
}

async function runSuite(suite: Suite, context: LabContext, running: Running): Promise<SuiteResult> {
  context.signal.throwIfAborted();
  const { part, name } = suite;
  const { env = {}, niceness = 0 } = running;
  const started = Date.now();
  const onLine = (line: string): void => tell(context, `     ${line}`);
  const outcome = await suite.run({ context, env, onLine, niceness });
  return report(context, { part, name, seconds: (Date.now() - started) / 1000, ...outcome });
}

/** As many at a time as `width` says, in order. */
async function runAll(
  suites: readonly Suite[],
  context: LabContext,
  running: Running,
): Promise<SuiteResult[]> {
  const results: SuiteResult[] = [];
  const queue = [...suites];
  const worker = async (): Promise<void> => {
    for (let suite = queue.shift(); suite !== undefined; suite = queue.shift()) {
      results.push(await runSuite(suite, context, running));
    }
  };
  await Promise.all(Array.from({ length: running.width ?? 1 }, worker));
  return results;
}

/** None of them runs, and all for the same reason. */
const settleAll = (suites: readonly Suite[], context: LabContext, outcome: Outcome): SuiteResult[] =>
  suites.map(({ part, name }) => report(context, { part, name, seconds: 0, ...outcome }));

type Runner = (suites: readonly Suite[]) => Promise<SuiteResult[]>;

/** What the suites need does not start: they have failed, and the other parts still run. */
const failingTogether =
  (context: LabContext, runner: Runner): Runner =>
  async (suites) => {
    if (suites.length === 0) return [];
    try {
      return await runner(suites);
    } catch (error) {
      context.signal.throwIfAborted();
      if (!(error instanceof EnvironmentError)) throw error;
      return settleAll(suites, context, failedWith(error.message));
    }
  };

/** What integration specs run themselves. */
const INT_PROGRAMS = [
  'otelcol-lab',
  'fluent-bit',
  'prometheus',
  'alertmanager',
  'sloth',
  'oslo',
  'chromium',
] as const;

/** One after the other: a suite runs two of its files at a time, or one. */
const integrationRunner = (context: LabContext, { engine }: TestOrder, niceness = 0): Runner =>
  failingTogether(context, (suites) =>
    withStores(context, { engine, progress: (line) => say(context, line) }, async (stores) => {
      if ('reason' in stores) return settleAll(suites, context, skippedBecause(stores.reason));
      const programs = await testProgramVariables(context, INT_PROGRAMS);
      return runAll(suites, context, { niceness, env: { ...stores, ...programs } });
    }),
  );

/** They share one lab: bringing it up takes longer than most of them. `onUp` is called once it is up. */
const wholeLabRunner = (context: LabContext, { engine }: TestOrder, onUp: () => void): Runner =>
  failingTogether(context, async (suites) => {
    await endLeftLab(context, WHOLE_LAB);
    const lab = await prepareSecondLab(context.root, WHOLE_LAB, engine);
    try {
      const absent = await startSecondLab(context, lab, { progress: (line) => say(context, line) });
      if (absent !== undefined) return settleAll(suites, context, skippedBecause(absent.reason));
      onUp();
      const programs = {
        ...(await fuzzerVariables(context, suites)),
        ...(await testProgramVariables(context, ['chromium'])),
      };
      return await runAll(suites, context, { env: { LAB_ENGINE: engine, ...programs } });
    } finally {
      await endLeftLab(context, WHOLE_LAB);
    }
  });

/** So low that the whole lab's specs, and its services, run as if they were alone. */
const BACKGROUND_NICENESS = 19;

/**
 * The whole lab waits for its faults most of the time, and hardly uses one processor. Meanwhile the others work off what measures no
 * time, once the lab is up: what that builds is what they load.
 */
async function runBesideWholeLab(
  { whole, others }: Readonly<Record<'whole' | 'others', readonly Suite[]>>,
  context: LabContext,
  order: TestOrder,
): Promise<SuiteResult[]> {
  const up = Promise.withResolvers<void>();
  const runs = await Promise.allSettled([
    wholeLabRunner(context, order, up.resolve)(whole).finally(up.resolve),
    up.promise.then(() => integrationRunner(context, order, BACKGROUND_NICENESS)(others)),
  ]);
  return runs.flatMap((run) => {
    if (run.status === 'rejected') throw run.reason;
    return run.value;
  });
}

async function runParts(context: LabContext, order: TestOrder): Promise<SuiteResult[]> {
  const planned = await planSuites(context.root, order);
  const suitesOf = (part: Part): Suite[] => planned.get(part) ?? [];
  const alone = suitesOf('int').filter((suite) => suite.alone);
  const others = suitesOf('int').filter((suite) => !suite.alone);
  const whole = suitesOf('whole');
  const width = availableParallelism();
  return [
    ...(await runAll(suitesOf('static'), context, { width })),
    ...(await runAll(suitesOf('unit'), context, { width })),
    ...(await integrationRunner(context, order)(alone)),
    ...(await (whole.length === 0
      ? integrationRunner(context, order)(others)
      : runBesideWholeLab({ whole, others }, context, order))),
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
