import { type LabContext, say } from '../../context.ts';
import {
  BESIDE_LAB,
  endLeftLab,
  prepareSecondLab,
  type SharedLab,
  startSecondLab,
  WHOLE_LAB,
} from '../../second-lab/second-lab.ts';
import { pythonVariables } from './python-variables.ts';
import { failingTogether, runAll, type Runner, settleAll } from './run-suites.ts';
import { withStores } from './stores.ts';
import { skippedBecause, type Suite, type SuiteResult, type TestOrder } from './suite.ts';
import { testProgramVariables } from './test-programs.ts';

/** What integration specs run themselves. */
const INT_PROGRAMS = [
  'otelcol-lab',
  'fluent-bit',
  'prometheus',
  'alertmanager',
  'toxiproxy-server',
  'sloth',
  'oslo',
  'chromium',
] as const;

/** One after the other: a suite runs two of its files at a time, or one. */
export const integrationRunner = (context: LabContext, { engine }: TestOrder, niceness = 0): Runner =>
  failingTogether(context, (suites) =>
    withStores(context, { engine, progress: (line) => say(context, line) }, async (stores) => {
      if ('reason' in stores) return settleAll(suites, context, skippedBecause(stores.reason));
      const programs = await testProgramVariables(context, INT_PROGRAMS);
      return runAll(suites, context, { niceness, env: { ...stores, ...programs } });
    }),
  );

interface LabRunner {
  readonly shared: SharedLab;
  readonly niceness: number;
  /** Called once the lab is up; the suites begin when it resolves. */
  readonly onUp: () => Promise<void>;
}

/** They share one lab: bringing it up takes longer than most of them. */
const labRunner = (context: LabContext, { engine }: TestOrder, running: LabRunner): Runner =>
  failingTogether(context, async (suites) => {
    const { shared, niceness, onUp } = running;
    await endLeftLab(context, shared.name);
    const lab = await prepareSecondLab(context.root, shared.name, engine);
    try {
      const progress = (line: string): void => say(context, line);
      const absent = await startSecondLab(context, lab, { ...shared, progress });
      if (absent !== undefined) return settleAll(suites, context, skippedBecause(absent.reason));
      await onUp();
      const programs = {
        ...(await pythonVariables(context, suites)),
        ...(await testProgramVariables(context, ['chromium'])),
      };
      return await runAll(suites, context, { niceness, env: { LAB_ENGINE: engine, ...programs } });
    } finally {
      await endLeftLab(context, shared.name);
    }
  });

/** So low that the whole lab's specs, and its services, run as if they were alone. */
const BACKGROUND_NICENESS = 19;

interface Lanes {
  readonly whole: readonly Suite[];
  readonly int: readonly Suite[];
  readonly beside: readonly Suite[];
}

/**
 * The whole lab waits for its faults most of the time, and hardly uses one processor. Meanwhile the others work off what measures no
 * time: integration specs, then whole-lab specs on the smaller lab. That is up before the faults begin, for it is the busiest while
 * it starts, and after the whole one, for what that builds is what the others load.
 */
export async function runBesideWholeLab(
  { whole, int, beside }: Lanes,
  context: LabContext,
  order: TestOrder,
): Promise<SuiteResult[]> {
  const niceness = whole.length === 0 ? 0 : BACKGROUND_NICENESS;
  const wholeUp = Promise.withResolvers<void>();
  const besideUp = Promise.withResolvers<void>();
  const intOver = Promise.withResolvers<void>();
  const onWholeUp = (): Promise<void> => {
    wholeUp.resolve();
    return besideUp.promise;
  };
  const onBesideUp = (): Promise<void> => {
    besideUp.resolve();
    return intOver.promise;
  };
  const runWhole = labRunner(context, order, { shared: WHOLE_LAB, niceness: 0, onUp: onWholeUp });
  const runBeside = labRunner(context, order, { shared: BESIDE_LAB, niceness, onUp: onBesideUp });
  const runInt = integrationRunner(context, order, niceness);
  // Whoever fails lets the others go on.
  const runs = await Promise.allSettled([
    runWhole(whole).finally(wholeUp.resolve),
    wholeUp.promise.then(() => runBeside(beside)).finally(besideUp.resolve),
    besideUp.promise.then(() => runInt(int)).finally(intOver.resolve),
  ]);
  return runs.flatMap((run) => {
    if (run.status === 'rejected') throw run.reason;
    return run.value;
  });
}
