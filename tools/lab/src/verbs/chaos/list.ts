import { type LabContext, print, printJson } from '../../context.ts';
import { EXIT, type ExitCode } from '../../errors.ts';
import { allExperiments } from '../../chaos/find-experiments.ts';
import type { Experiment } from '../../chaos/experiment.ts';
import { table } from '../../report/table.ts';

export async function run(context: LabContext): Promise<ExitCode> {
  const experiments = await allExperiments(context.root);
  if (context.json) printJson(context, experiments.map(shown));
  else
    for (const line of table(['EXPERIMENT', 'EXPECTED', 'HYPOTHESIS'], experiments.map(rowOf)))
      print(context, line);
  return EXIT.held;
}

const shown = ({ name, title, description, tags, hypothesis }: Experiment) => ({
  ...{ name, title, description, tags },
  expected: hypothesis.verdict,
});

const rowOf = ({ name, title, hypothesis }: Experiment): string[] => [name, hypothesis.verdict, title];
