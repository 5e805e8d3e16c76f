import { LAB_TIME, REAL_TIME } from '@lab/objectives';
import { type LabContext, print, printJson } from '../../context.ts';
import { httpUrl } from '../../engines/engine.ts';
import { resolveEngine } from '../../engines/index.ts';
import { EXIT, type ExitCode } from '../../errors.ts';
import { objectivesOf } from '../../objectives/objectives-of.ts';
import { policyOfAll, QUERIES, standingsOf } from '../../objectives/standing.ts';
import { Prometheus } from '../../signals/prometheus.ts';
import { standingLines } from './report.ts';

/** Refuted where a budget is spent, so that a deploy can ask. */
export async function run(context: LabContext, { labTime }: { labTime: boolean }): Promise<ExitCode> {
  const objectives = objectivesOf(context);
  const engine = await resolveEngine(context);
  const prometheus = new Prometheus(httpUrl(engine, 'prometheus', 9090), context.signal);
  const [budgets, burnRates, alerts] = await Promise.all([
    prometheus.read(QUERIES.budgets),
    prometheus.read(QUERIES.burnRates),
    prometheus.read(QUERIES.alerts),
  ]);
  const pace = labTime ? LAB_TIME : REAL_TIME;
  const standings = standingsOf(objectives, pace, { budgets, burnRates, alerts });
  const policy = policyOfAll(standings);
  if (context.json) printJson(context, { objectives: standings, policy });
  else for (const line of standingLines(standings, policy)) print(context, line);
  return policy === 'freeze' ? EXIT.refuted : EXIT.held;
}
