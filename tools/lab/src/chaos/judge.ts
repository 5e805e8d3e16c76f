import { isChecked } from '../postmortem/checked.ts';
import type { AlertSpan, Evidence } from './evidence.ts';
import type { Allowed, Hypothesis, JudgedObjective, Verdict } from './experiment.ts';
import type { ObjectiveSeen } from './objectives-seen.ts';
import type { RunSummary } from './run-summary.ts';

/** One claim of an experiment, and what became of it. */
export interface Finding {
  readonly claim: string;
  readonly outcome: Verdict;
  readonly evidence: string;
}

interface Asked {
  readonly hypothesis: Hypothesis;
  /** Whether each client tries until its order is accepted, so that none may stay without. */
  readonly clientsRetry: boolean;
}

/** Every claim of an experiment, judged by what its clients saw and the stores have. */
export const judge = ({ hypothesis, clientsRetry }: Asked, evidence: Evidence): readonly Finding[] => [
  conserved(evidence.run),
  ...(clientsRetry ? [allAccepted(evidence.run)] : []),
  settled(evidence.run),
  audited(evidence),
  ...objectivesOf(hypothesis).map(([name, allowed]) => objectiveFinding(name, allowed, evidence.run)),
  ...steady(evidence),
  ...hypothesis.alerts.map((wanted) => alertFinding(wanted, evidence)),
  ...(hypothesis.keepsLogLines ? [logLines(evidence)] : []),
];

/** One broken claim refutes it; otherwise all must have been judged. */
export const verdictOf = (findings: readonly Finding[]): Verdict => {
  const has = (outcome: Verdict): boolean => findings.some((finding) => finding.outcome === outcome);
  if (has('refuted')) return 'refuted';
  return has('not judged') || !has('held') ? 'not judged' : 'held';
};

/** Why the run without a fault is no control: what is wrong in it cannot be blamed on the fault later. */
export const controlProblems = (asked: Asked, run: RunSummary): readonly string[] => {
  const kept = { ...asked.hypothesis.objectives, 'placing-orders-availability': 'kept' as const };
  const findings = [
    conserved(run),
    ...(asked.clientsRetry ? [allAccepted(run)] : []),
    settled(run),
    ...Object.keys(kept).map((name) => objectiveFinding(name as JudgedObjective, 'kept', run)),
  ];
  return findings
    .filter(({ outcome }) => outcome !== 'held')
    .map(({ claim, evidence }) => `${claim}: ${evidence}`);
};

const objectivesOf = ({ objectives }: Hypothesis) =>
  Object.entries(objectives) as readonly (readonly [JudgedObjective, Allowed])[];

const finding = (claim: string, isHeld: boolean, evidence: string): Finding => ({
  claim,
  outcome: isHeld ? 'held' : 'refuted',
  evidence,
});
const notJudged = (claim: string, evidence: string): Finding => ({ claim, outcome: 'not judged', evidence });

const conserved = ({ conservation }: RunSummary): Finding => {
  const { acknowledged, ok, lost, unexpected, duplicated, examples } = conservation;
  const claim = 'no accepted order is lost or duplicated';
  if (acknowledged === 0) return notJudged(claim, 'no order was accepted');
  const counts = `${acknowledged} acknowledged: ${ok} ok, ${lost} lost, ${unexpected} unexpected, ${duplicated} duplicated`;
  const named = examples.length === 0 ? '' : ` (${examples.join(', ')})`;
  return finding(claim, lost + unexpected + duplicated === 0, `${counts}${named}`);
};

const allAccepted = ({ conservation }: RunSummary): Finding => {
  const { attempted, recovered, refused, indeterminate } = conservation;
  const without = recovered + refused + indeterminate;
  return finding(
    'each client gets its order accepted in the end',
    without === 0,
    `${attempted} attempted: ${recovered} recovered, ${refused} refused, ${indeterminate} indeterminate`,
  );
};

const settled = ({ conservation: { acknowledged }, unsettled }: RunSummary): Finding =>
  finding('each order settles', unsettled === 0, `${unsettled} of ${acknowledged} are still pending`);

const audited = ({ audit }: Evidence): Finding => {
  const claim = 'the audit of Postgres, Redis and RabbitMQ holds';
  if ('unavailable' in audit) return notJudged(claim, audit.unavailable);
  const broken = Object.entries(audit.violationCounts).map(([rule, count]) => `${rule} ${count}`);
  return finding(claim, audit.held, broken.join(', ') || `${audit.accepted} orders`);
};

const percent = (share: number): string => `${Number((share * 100).toFixed(2))} %`;

function objectiveFinding(name: JudgedObjective, allowed: Allowed, run: RunSummary): Finding {
  const seen = run.objectives.find(({ objective }) => objective === name);
  const limit = allowed === 'kept' ? 'is kept' : `is met again within ${allowed.recoversWithinMs / 1000} s`;
  const claim = `${name} ${limit}`;
  if (seen?.ratio == null) return notJudged(claim, 'the clients saw no event');
  const counts = `${seen.bad} of ${seen.events} bad, ${percent(seen.ratio)} good, target ${percent(seen.target)}`;
  if (allowed === 'kept') return finding(claim, seen.ratio >= seen.target, counts);
  return finding(claim, isRecovered(seen, allowed.recoversWithinMs), `${counts}; ${recoveryText(seen)}`);
}

const isRecovered = ({ recoverSeconds }: ObjectiveSeen, withinMs: number): boolean =>
  recoverSeconds !== null && recoverSeconds * 1000 <= withinMs;

export const recoveryText = ({ missed, recoverSeconds }: ObjectiveSeen): string => {
  if (recoverSeconds === null) return 'not met again while the load ran';
  if (missed === null) return 'never missed';
  return `missed for ${Math.round((missed.to - missed.from) / 1000)} s, met again ${recoverSeconds.toFixed(1)} s after the fault`;
};

const steady = ({ steadyState }: Evidence): readonly Finding[] =>
  steadyState.map(({ name, command, isMet, code }) =>
    finding(
      `steady state afterwards: ${name}`,
      isMet,
      `${command}: ${code === null ? 'took too long' : `exit ${code}`}`,
    ),
  );

/** `ErrorBudgetBurn placing-orders-availability` is met by any pace of the objective. */
const isWanted =
  (wanted: string) =>
  ({ alert, objective = '' }: AlertSpan): boolean => {
    const [name, ofObjective = ''] = wanted.split(' ');
    return alert === name && objective.startsWith(ofObjective);
  };

const alertFinding = (wanted: string, { alerts, faults }: Evidence): Finding => {
  const claim = `the alert ${wanted} fires`;
  if (!isChecked(alerts)) return notJudged(claim, alerts.notChecked);
  const begin = Math.min(...faults.map(({ from }) => from));
  const fired = alerts.value.filter(({ from }) => from >= begin).filter(isWanted(wanted));
  const first = Math.min(...fired.map(({ from }) => from));
  const evidence =
    fired.length > 0 ? `${Math.round((first - begin) / 1000)} s after the fault began` : 'it did not fire';
  return finding(claim, fired.length > 0, evidence);
};

const logLines = ({ logLinesLost }: Evidence): Finding => {
  const claim = 'no log line is lost';
  if (logLinesLost === undefined) return notJudged(claim, 'it was not asked');
  if (!isChecked(logLinesLost)) return notJudged(claim, logLinesLost.notChecked);
  return finding(claim, logLinesLost.value === 0, `${logLinesLost.value} lines lost`);
};
