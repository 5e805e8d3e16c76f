import type { EngineName } from '../../engines/engine.ts';
import type { AuditOutcome } from '../../audit/outcome.ts';
import type { Knee, MeasuredStage } from '../../k6/knee.ts';
import type { LoadPlan } from '../../k6/load-plan.ts';
import type { LoadResult } from '../../k6/run-k6.ts';
import type { SettleTimes } from '../../k6/settle-times.ts';

/** `not judged`: nothing that was measured is wrong, and something that had to be measured was not. */
export type LoadVerdict = 'held' | 'refuted' | 'not judged';

/** What `--json` prints and report.json holds. */
export interface LoadReport {
  readonly run: string;
  readonly scenario: string;
  readonly startedAt: string;
  readonly engine: EngineName;
  readonly seed: number;
  readonly rate: number;
  readonly durationMs: number;
  readonly p99Ms: number;
  readonly retryForMs: number;
  /** Thresholds, settling, the knee where one is looked for, and the audit unless it was left out. */
  readonly verdict: LoadVerdict;
  /** Whether that verdict is `held`. */
  readonly held: boolean;
  readonly result: Omit<LoadResult, 'ids'>;
  readonly settle: SettleTimes;
  /** Of scenarios whose rate changes; empty for the others. */
  readonly stages: readonly MeasuredStage[];
  readonly knee?: Knee;
  readonly audit?: AuditOutcome;
  readonly acceptedFile: string;
  readonly htmlFile: string;
  readonly spansDropped: number;
  /** Where a trace is looked at: this and the trace id. */
  readonly traceUrl: string;
}

type Judged = Pick<LoadReport, 'result' | 'settle' | 'knee' | 'audit'>;

/** Every promise of a run at once: one that is broken refutes it; otherwise all of them must have been judged. */
export const judgeRun = (judged: Judged, plan: LoadPlan): LoadVerdict => {
  if (isRefuted(judged, plan)) return 'refuted';
  return isUnjudged(judged) ? 'not judged' : 'held';
};

/** A settled order is one that Postgres knows and that is not pending. */
const isRefuted = ({ result, settle, knee, audit }: Judged, plan: LoadPlan): boolean =>
  [
    settle.unsettled > 0,
    settle.settled !== result.totals.accepted,
    result.thresholds.some(({ verdict }) => verdict === 'refuted'),
    plan.scenario.findsKnee === true && knee?.rate === undefined,
    audit !== undefined && !('unavailable' in audit) && !audit.held,
  ].some(Boolean);

/** Counters start at zero, so a run without requests would keep every limit on them. */
const isUnjudged = ({ result, audit }: Judged): boolean =>
  result.totals.requests === 0 ||
  result.thresholds.some(({ verdict }) => verdict === 'no samples') ||
  (audit !== undefined && 'unavailable' in audit);
