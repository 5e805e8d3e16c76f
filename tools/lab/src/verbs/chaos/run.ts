import { join } from 'node:path';
import { findExperiment } from '../../chaos/find-experiments.ts';
import type { Experiment, Verdict } from '../../chaos/experiment.ts';
import { labStage } from '../../chaos/lab-stage.ts';
import { chaosFolder, writeChaosReport } from '../../chaos/report/files.ts';
import { linesOf } from '../../chaos/report/lines.ts';
import { reportOf } from '../../chaos/report/chaos-report.ts';
import { type Outcome, runExperiment } from '../../chaos/run-experiment.ts';
import type { Stage } from '../../chaos/stage.ts';
import { type LabContext, print, printJson } from '../../context.ts';
import { resolveEngine } from '../../engines/index.ts';
import { EXIT, type ExitCode } from '../../errors.ts';
import { LabEvents } from '../../signals/lab-events.ts';

const EXIT_CODES = {
  held: EXIT.held,
  refuted: EXIT.refuted,
  'not judged': EXIT.environment,
} as const satisfies Record<Verdict, ExitCode>;

export async function run(context: LabContext, name: string): Promise<ExitCode> {
  const experiment = await findExperiment(context.root, name);
  const engine = await resolveEngine(context);
  const events = new LabEvents(engine);
  const startedAt = new Date().toISOString();
  const folder = join(chaosFolder(context), `${startedAt.replaceAll(/[:.]/g, '-')}-${experiment.name}`);
  const stage = await labStage(context, { engine, events, folder });
  const outcome = await announced(experiment, stage).finally(() => events.sent());
  const report = reportOf({
    experiment,
    outcome,
    startedAt,
    engine: engine.name,
    objectives: stage.objectives,
  });
  const files = await writeChaosReport(folder, report);
  if (context.json) printJson(context, { ...report, files });
  else for (const line of linesOf(report, files)) print(context, line);
  return EXIT_CODES[report.verdict];
}

/** With its begin and its end in the timelines of incidents. */
async function announced(experiment: Experiment, stage: Stage): Promise<Outcome> {
  const report = (what: string): void =>
    stage.report({ kind: 'experiment', text: `lab chaos run ${experiment.name}: ${what}` });
  report(experiment.title);
  try {
    return await runExperiment(experiment, stage);
  } finally {
    report('ended');
  }
}
