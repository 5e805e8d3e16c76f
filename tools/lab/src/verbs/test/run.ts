import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type LabContext, print, printJson, say } from '../../context.ts';
import { EXIT, type ExitCode } from '../../errors.ts';
import { withLock } from '../../programs/lock.ts';
import { integrationRunner, runBesideWholeLab } from './lanes.ts';
import { planSuites } from './plan.ts';
import { runAll, tell } from './run-suites.ts';
import type { Part, Suite, SuiteResult, TestOrder } from './suite.ts';
import { exitCodeFor, failureLines, lastLine, partsNotRun, sum } from './summary.ts';

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

async function runParts(context: LabContext, order: TestOrder): Promise<SuiteResult[]> {
  const planned = await planSuites(context.root, order);
  const suitesOf = (part: Part): Suite[] => planned.get(part) ?? [];
  const [alone, int] = divide(suitesOf('int'), (suite) => suite.alone === true);
  const [beside, whole] = divide(suitesOf('whole'), (suite) => suite.beside === true);
  const width = availableParallelism();
  return [
    ...(await runAll(suitesOf('static'), context, { width })),
    ...(await runAll(suitesOf('unit'), context, { width })),
    ...(await integrationRunner(context, order)(alone)),
    ...(await runBesideWholeLab({ whole, int, beside }, context, order)),
  ];
}

const divide = (suites: readonly Suite[], is: (suite: Suite) => boolean): [Suite[], Suite[]] => [
  suites.filter(is),
  suites.filter((suite) => !is(suite)),
];

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
