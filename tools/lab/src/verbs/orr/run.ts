import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { labOf } from '../../backup/lab-of.ts';
import { type LabContext, print, printJson, say } from '../../context.ts';
import { httpUrl } from '../../engines/engine.ts';
import { codeOf, EnvironmentError, EXIT, type ExitCode, LabError } from '../../errors.ts';
import { judgeAlertLinks } from '../../readiness/alert-links.ts';
import { judgeCapacity } from '../../readiness/capacity-known.ts';
import { type Check, type Judged, type ReviewVerdict, verdictOf } from '../../readiness/check.ts';
import { judgeFailure } from '../../readiness/dependency.ts';
import { gatherAlertLinks } from '../../readiness/gather-alert-links.ts';
import { gatherMonitoring } from '../../readiness/gather-monitoring.ts';
import { gatherSecrets } from '../../readiness/gather-secrets.ts';
import { judgeLimits } from '../../readiness/limits.ts';
import { judgeMonitoring } from '../../readiness/monitoring.ts';
import { judgeRecovery, judgeRollback } from '../../readiness/recovery.ts';
import { judgeSecrets } from '../../readiness/secrets.ts';
import { dependenciesOf, tryFailure } from '../../readiness/try-failure.ts';
import { warmUp } from '../../readiness/trickle.ts';
import { tryRecovery } from '../../readiness/try-recovery.ts';
import { Prometheus } from '../../signals/prometheus.ts';
import { announce } from './plan.ts';
import { type Review, reviewLines } from './report.ts';

const EXIT_CODES = {
  ready: EXIT.held,
  'not ready': EXIT.refuted,
  'not judged': EXIT.environment,
} as const satisfies Record<ReviewVerdict, ExitCode>;

/** One after the other: what is tried would disturb what is looked at. */
export async function run(context: LabContext, skipFaults: boolean): Promise<ExitCode> {
  const lab = await labOf(context);
  const { engine } = lab;
  await refuseIfDown(lab.engine);
  const dependencies = dependenciesOf(engine.services);
  for (const line of announce(dependencies, skipFaults)) say(context, line);
  await warmUp(httpUrl(engine, 'gateway', 8080), context.signal);
  const checks: Check[] = [];
  for (const { name, judge } of [...looks(context, lab), ...trials(context, lab, skipFaults)]) {
    say(context, `${name} …`);
    checks.push({ name, ...(await judgedOr(context, judge)) });
  }
  const verdict = verdictOf(checks);
  const review: Review = { verdict, engine: engine.name, finishedAt: new Date().toISOString(), checks };
  if (context.json) printJson(context, review);
  else for (const line of reviewLines(review)) print(context, line);
  return EXIT_CODES[verdict];
}

type Lab = Awaited<ReturnType<typeof labOf>>;
interface Question {
  readonly name: string;
  readonly judge: () => Promise<Judged> | Judged;
}

/** What can be seen without touching the lab. */
function looks({ root, stateDir, env, signal }: LabContext, { engine }: Lab): readonly Question[] {
  const prometheus = new Prometheus(httpUrl(engine, 'prometheus', 9090), signal);
  return [
    {
      name: 'monitoring',
      judge: async () => judgeMonitoring(await gatherMonitoring(engine, prometheus, root)),
    },
    {
      name: 'alerts',
      judge: async () => judgeAlertLinks(gatherAlertLinks(await prometheus.alertRules(), root)),
    },
    {
      name: 'capacity',
      judge: async () => {
        const report = await readReport(join(stateDir, 'capacity/report.json'));
        return judgeCapacity({ report, engine: engine.name, now: new Date() });
      },
    },
    { name: 'secrets', judge: async () => judgeSecrets(await gatherSecrets(engine, env)) },
    { name: 'limits', judge: () => judgeLimits(engine.services, engine.name) },
    { name: 'rollback', judge: judgeRollback },
  ];
}

/** What has to be tried. */
function trials(context: LabContext, lab: Lab, skipFaults: boolean): readonly Question[] {
  const skipped: Judged = { outcome: 'not tried', evidence: ['left out by --skip-faults'] };
  return [
    { name: 'backup and restore', judge: async () => judgeRecovery(await tryRecovery(context)) },
    ...dependenciesOf(lab.engine.services).map((dependency) => ({
      name: `failure of ${dependency}`,
      judge: async () => (skipFaults ? skipped : judgeFailure(await tryFailure(lab, dependency))),
    })),
  ];
}

/** What cannot be seen or done is not there: a Prometheus that does not answer monitors nothing. */
async function judgedOr({ signal }: LabContext, judge: Question['judge']): Promise<Judged> {
  try {
    return await judge();
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof LabError)) throw error;
    return { outcome: 'failed', evidence: error.message.split('\n') };
  }
}

async function refuseIfDown(engine: Lab['engine']): Promise<void> {
  const away = (await engine.status()).filter(({ name, ready }) => name === 'gateway' && !ready);
  if (away.length > 0)
    throw new EnvironmentError('gateway is not ready. Start the lab with `lab up` and try again');
}

async function readReport(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
