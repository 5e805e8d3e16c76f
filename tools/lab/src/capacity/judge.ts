import type { Estimate } from '@lab/analysis/capacity';
import type { AuditOutcome } from '../audit/outcome.ts';
import type { CapacityReport, CapacityVerdict, Prediction } from './capacity-report.ts';
import type { MeasuredStep } from './step.ts';

/** Whether the step that was not part of the ramp carried what the law said; a text says why there is no such step. */
export function judgePrediction(
  clients: number,
  { value, low, high }: Estimate,
  step: MeasuredStep | string,
): Prediction {
  const predicted = { value, low, high };
  const why = typeof step === 'string' ? step : step.unusable;
  if (typeof step === 'string' || why !== undefined)
    return { clients, predicted, measured: null, verdict: 'not judged', why: why ?? '' };
  const measured = step.ordersPerSecond;
  return { clients, predicted, measured, verdict: low <= measured && measured <= high ? 'held' : 'refuted' };
}

interface Judged {
  readonly prediction: Prediction | null;
  readonly audit: AuditOutcome;
}

/** A prediction that failed, or a lost order, refutes. Without a prediction the model was not put to a test. */
export function judgeCapacity({ prediction, audit }: Judged): Pick<CapacityReport, 'verdict' | 'held'> {
  const verdict = verdictOf({ prediction, audit });
  return { verdict, held: verdict === 'held' };
}

const verdictOf = ({ prediction, audit }: Judged): CapacityVerdict => {
  const isAudited = !('unavailable' in audit);
  if (prediction?.verdict === 'refuted' || (isAudited && !audit.held)) return 'refuted';
  return prediction?.verdict === 'held' && isAudited ? 'held' : 'not judged';
};
