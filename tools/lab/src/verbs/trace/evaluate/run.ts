import { type LabContext, print, printJson, say } from '../../../context.ts';
import { EXIT, type ExitCode } from '../../../errors.ts';
import { casesIn } from './cases.ts';
import { judgeCase, type JudgedCase } from './judge-case.ts';
import { describeEvaluation, summaryOf } from './report.ts';

export interface EvaluateOptions {
  readonly data: string;
  readonly only?: 'tuning' | 'held-out';
}

export async function runEvaluate(
  context: Pick<LabContext, 'json' | 'stdout' | 'stderr' | 'signal'>,
  { data, only }: EvaluateOptions,
): Promise<ExitCode> {
  const cases = (await casesIn(data)).filter(
    ({ isHeldOut }) => only === undefined || isHeldOut === (only === 'held-out'),
  );
  const judged: JudgedCase[] = [];
  for (const [index, each] of cases.entries()) {
    context.signal.throwIfAborted();
    if (index % 10 === 0) say(context, `case ${index + 1} of ${cases.length}`);
    judged.push(await judgeCase(each));
  }
  if (context.json) printJson(context, { ...summaryOf(judged), cases: judged });
  else for (const line of describeEvaluation(judged)) print(context, line);
  return EXIT.held;
}
