import { findCauses, readTraces, type Trace, UnreadableTraces } from '@lab/analysis';
import { type LabContext, print, printJson } from '../../../context.ts';
import { EXIT, type ExitCode, UsageError } from '../../../errors.ts';
import { readJsonFile } from '../read-json-file.ts';
import { describeFindings } from './report.ts';

export interface FindOptions {
  readonly baseline: string;
  readonly suspect: string;
}

export async function runFind(
  context: Pick<LabContext, 'json' | 'stdout'>,
  { baseline, suspect }: FindOptions,
): Promise<ExitCode> {
  const [before, after] = [await readWindow(baseline), await readWindow(suspect)];
  const findings = findCauses(before, after);
  if (context.json) printJson(context, { findings });
  else
    for (const line of describeFindings(findings, { baseline: before.length, suspect: after.length }))
      print(context, line);
  return EXIT.held;
}

async function readWindow(file: string): Promise<Trace[]> {
  const json = await readJsonFile(file);
  try {
    const traces = readTraces(json);
    if (traces.length === 0) throw new UsageError(`${file} holds no trace`);
    return traces;
  } catch (error) {
    if (error instanceof UnreadableTraces) throw new UsageError(`cannot read ${file}: ${error.message}`);
    throw error;
  }
}
