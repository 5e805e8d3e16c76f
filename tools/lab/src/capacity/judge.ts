import type { Estimate } from '@lab/analysis/capacity';
import type { AuditOutcome } from '../audit/outcome.ts';
import type { CapacityReport, CapacityVerdict, Prediction } from './capacity-report.ts';
import type { MeasuredStep } from './step.ts';

/** Whether the step that was not part of the ramp carried what the law said. */
export function judgePrediction({ value, low, high }: Estimate, step: MeasuredStep): Prediction {
  const { clients, ordersPerSecond, unusable } = step;
  const predicted = { value, low, high };
  if (unusable !== undefined)
    return { clients, predicted, measured: null, verdict: 'not judged', why: unusable };
  const isInside = low <= ordersPerSecond && ordersPerSecond <= high;
  return { clients, predicted, measured: ordersPerSecond, verdict: isInside ? 'held' : 'refuted' };
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
