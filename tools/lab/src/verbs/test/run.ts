import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type LabContext, print, say } from '../../context.ts';
import { EXIT, type ExitCode } from '../../errors.ts';
import { withLock } from '../../programs/lock.ts';
import { planSuites } from './plan.ts';
import { endLeftLab, WHOLE_LAB } from './second-lab.ts';
import { withStores } from './stores.ts';
import { type Outcome, type Part, skippedBecause, type Suite, type TestOrder } from './suite.ts';
import { exitCodeFor, lastLine, suiteLine } from './summary.ts';

export async function listTests(context: LabContext, order: TestOrder): Promise<ExitCode> {
  for (const [part, suites] of await planSuites(context.root, order)) {
    for (const { name } of suites) print(context, `${part} ${name}`);
  }
  return EXIT.held;
}

type Environment = Readonly<Record<string, string>>;

function report(context: LabContext, suite: Suite, outcome: Outcome, elapsedMs: number): void {
  if (outcome.passed + outcome.failed + outcome.skipped === 0) return; // --match left nothing of it
  if (outcome.report !== '') print(context, outcome.report);
  print(context, suiteLine(`${suite.part} ${suite.name}`, outcome, elapsedMs));
}

async function runSuite(suite: Suite, context: LabContext, env: Environment): Promise<Outcome> {
  context.signal.throwIfAborted();
  const started = Date.now();
  const outcome = await suite.run({ context, env, onLine: (line) => print(context, `     ${line}`) });
  report(context, suite, outcome, Date.now() - started);
  return outcome;
}

/** `width` at a time, in order. */
async function runAll(
  suites: readonly Suite[],
  context: LabContext,
  options: { width: number; env?: Environment },
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const queue = [...suites];
  const worker = async (): Promise<void> => {
    for (let suite = queue.shift(); suite !== undefined; suite = queue.shift()) {
      outcomes.push(await runSuite(suite, context, options.env ?? {}));
    }
  };
  await Promise.all(Array.from({ length: options.width }, worker));
  return outcomes;
}

function skipAll(suites: readonly Suite[], context: LabContext, reason: string): Outcome[] {
  return suites.map((suite) => {
    const outcome = skippedBecause(reason);
    report(context, suite, outcome, 0);
    return outcome;
  });
}

async function runIntegration(
  suites: readonly Suite[],
  context: LabContext,
  { engine }: TestOrder,
): Promise<Outcome[]> {
  if (suites.length === 0) return [];
  return withStores(context, { engine, progress: (line) => say(context, line) }, async (stores) => {
    if ('reason' in stores) return skipAll(suites, context, stores.reason);
    // One after the other: they share the stores, and measure times.
    return runAll(suites, context, { width: 1, env: stores });
  });
}

/** They share one lab, which the first of them brings up; here it is ended. */
async function runWhole(
  suites: readonly Suite[],
  context: LabContext,
  { engine }: TestOrder,
): Promise<Outcome[]> {
  if (suites.length === 0) return [];
  await endLeftLab(context, WHOLE_LAB);
  try {
    return await runAll(suites, context, { width: 1, env: { LAB_ENGINE: engine } });
  } finally {
    await endLeftLab(context, WHOLE_LAB);
  }
}

async function runParts(context: LabContext, order: TestOrder): Promise<Outcome[]> {
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
  const onWait = (pid: string): void =>
    say(context, `another "lab test" (process ${pid}) runs here; waiting for it …`);
  const outcomes = await withLock(lock, { signal: context.signal, onWait }, () => runParts(context, order));
  print(context, lastLine(outcomes));
  return exitCodeFor(outcomes);
}
