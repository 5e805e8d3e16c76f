import { EnvironmentError } from '../errors.ts';
import { type Checked, isChecked } from '../postmortem/checked.ts';
import { carryOut } from './carry-out.ts';
import { conservationOf } from './conservation.ts';
import type { Evidence, FaultSpan, ProbeResult } from './evidence.ts';
import type { Experiment, Verdict } from './experiment.ts';
import { controlProblems, type Finding, judge, verdictOf } from './judge.ts';
import { objectivesSeen } from './objectives-seen.ts';
import { refuseImpossible } from './preconditions.ts';
import { acceptTimes, type RunSummary, secondsOf } from './run-summary.ts';
import type { Stage } from './stage.ts';

/** How an experiment ended. */
export interface Outcome {
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
  readonly control: RunSummary;
  /** Absent where the control run was not clean. */
  readonly evidence?: Evidence;
}

/** How long orders may take to settle after the load. */
const SETTLE_MS = 60_000;

/** Steady state, a control run, the same with the fault, settling, verdict. EnvironmentError where nothing can be judged. */
export async function runExperiment(experiment: Experiment, stage: Stage): Promise<Outcome> {
  await refuseImpossible(experiment, stage);
  await requireSteadyState(experiment, stage);
  const asked = { hypothesis: experiment.hypothesis, clientsRetry: clientsRetry(experiment) };
  stage.say(`control: ${loadSeconds(experiment)} s of the same load without the fault`);
  const control = (await play(experiment, stage)).run;
  const problems = controlProblems(asked, control);
  if (problems.length > 0) return unclean(control, problems);
  const lostBefore = await logLinesLost(experiment, stage);
  stage.say(`fault: ${loadSeconds(experiment)} s of load`);
  const played = await play(experiment, stage, experiment.steps);
  const evidence = await collect(experiment, stage, { played, lostBefore });
  const findings = judge(asked, evidence);
  return { verdict: verdictOf(findings), findings, control, evidence };
}

const clientsRetry = ({ loads }: Experiment): boolean => loads.every(({ retryForMs }) => retryForMs > 0);

const loadSeconds = ({ loads }: Experiment): number =>
  Math.max(...loads.map(({ durationMs }) => durationMs)) / 1000;

const unclean = (control: RunSummary, problems: readonly string[]): Outcome => ({
  verdict: 'not judged',
  findings: problems.map((evidence) => ({
    claim: 'the control run, without a fault, is clean',
    outcome: 'not judged',
    evidence,
  })),
  control,
});

async function probeAll({ steadyState }: Experiment, stage: Stage): Promise<readonly ProbeResult[]> {
  const results: ProbeResult[] = [];
  for (const probe of steadyState.probes) results.push(await stage.probe(probe));
  return results;
}

async function requireSteadyState(experiment: Experiment, stage: Stage): Promise<void> {
  stage.say(`steady state: ${experiment.steadyState.title}`);
  const missing = (await probeAll(experiment, stage)).find(({ isMet }) => !isMet);
  if (missing !== undefined)
    throw new EnvironmentError(
      `no steady state to begin with: ${missing.name} (${missing.command}) ended with ${missing.code ?? 'no answer'}, so nothing was broken\n${missing.output}`,
    );
}

interface Played {
  readonly run: RunSummary;
  readonly faults: readonly FaultSpan[];
  readonly acknowledged: ReadonlySet<string>;
}

/** The load from its beginning to its end, with the steps meanwhile, and until its orders have settled. */
async function play(experiment: Experiment, stage: Stage, steps: Experiment['steps'] = []): Promise<Played> {
  const from = stage.clock.now();
  const load = stage.load(experiment.loads, steps.length === 0 ? 'control' : 'fault');
  const failing = new AbortController();
  load.ended.catch((error: unknown) => failing.abort(error));
  const watched = { ...stage, signal: AbortSignal.any([stage.signal, failing.signal]) };
  let faults: readonly FaultSpan[];
  try {
    faults = await carryOut(steps, watched, `lab chaos ${experiment.name}`);
    await load.ended;
  } finally {
    await load.stop();
    await rollBack(experiment, stage, steps);
  }
  const span = { from, to: stage.clock.now() };
  const retryMs = Math.max(...experiment.loads.map(({ retryForMs }) => retryForMs));
  const orders = await stage.orders(load.keyPrefixes, SETTLE_MS + retryMs);
  const { lines } = load;
  const faultEnd = Math.max(from, ...faults.map(({ to }) => to));
  const seenFrom = Math.min(span.to, ...faults.map((fault) => fault.from));
  const during = { from: faults.length === 0 ? from : seenFrom, to: span.to };
  const run: RunSummary = {
    ...span,
    requests: lines.length,
    failed: lines.filter(({ ok }) => !ok).length,
    accept: acceptTimes(lines),
    conservation: conservationOf(lines, orders),
    unsettled: orders.filter(({ settledAt }) => settledAt === null).length,
    objectives: objectivesSeen({ lines, orders }, { objectives: stage.objectives, during, faultEnd }),
    seconds: secondsOf(lines),
  };
  return { run, faults, acknowledged: new Set(lines.flatMap(({ id }) => id ?? [])) };
}

/** The file's own rollbacks. The faults are undone already: one that fails is worth a line, and no more. */
async function rollBack({ rollbacks }: Experiment, stage: Stage, steps: Experiment['steps']): Promise<void> {
  if (steps.length === 0) return;
  for (const rollback of rollbacks) {
    const { isMet, command, code } = await stage.probe(rollback, { isUndoing: true });
    if (!isMet) stage.say(`rollback ${command}: exit ${code ?? 'none'}`);
  }
}

interface Before {
  readonly played: Played;
  readonly lostBefore: Checked<number> | undefined;
}

async function collect(
  experiment: Experiment,
  stage: Stage,
  { played: { run, faults, acknowledged }, lostBefore }: Before,
): Promise<Evidence> {
  stage.say('judging: audit, steady state, alerts, logs');
  const audit = await stage.audit(acknowledged);
  const steadyState = await probeAll(experiment, stage);
  const lostAfter = await logLinesLost(experiment, stage);
  const alerts = await stage.alerts({ from: run.from, to: stage.clock.now() });
  const lost = lostBefore && lostAfter && difference(lostBefore, lostAfter);
  return { run, faults, audit, steadyState, alerts, ...(lost && { logLinesLost: lost }) };
}

const logLinesLost = ({ hypothesis }: Experiment, stage: Stage): Promise<Checked<number> | undefined> =>
  hypothesis.keepsLogLines ? stage.logLinesLost() : Promise.resolve(undefined);

const difference = (before: Checked<number>, after: Checked<number>): Checked<number> => {
  if (!isChecked(before)) return before;
  return isChecked(after) ? { value: after.value - before.value } : after;
};
