import { type LabContext, print, say } from '../../context.ts';
import { EnvironmentError } from '../../errors.ts';
import { failedWith, type Outcome, type Suite, type SuiteResult } from './suite.ts';
import { suiteLine } from './summary.ts';

type Environment = Readonly<Record<string, string>>;

/** The run as it goes is the product for a person; for a program it is not. */
export const tell = (context: LabContext, line: string): void =>
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
export async function runAll(
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
export const settleAll = (suites: readonly Suite[], context: LabContext, outcome: Outcome): SuiteResult[] =>
  suites.map(({ part, name }) => report(context, { part, name, seconds: 0, ...outcome }));

export type Runner = (suites: readonly Suite[]) => Promise<SuiteResult[]>;

/** What the suites need does not start: they have failed, and the other parts still run. */
export const failingTogether =
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
