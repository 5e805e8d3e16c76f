import type { AuditOutcome } from '../audit/outcome.ts';
import type { Checked } from '../postmortem/checked.ts';
import type { Span } from './recovery.ts';
import type { RunSummary } from './run-summary.ts';

export interface FaultSpan extends Span {
  readonly what: string;
}

/** An alert that fired, as Prometheus recorded it; `to`: still firing when it was asked. */
export interface AlertSpan {
  readonly alert: string;
  /** Of an objective's alert, with its pace. */
  readonly objective: string | undefined;
  readonly severity: string;
  readonly from: number;
  readonly to: number | null;
}

export interface ProbeResult {
  readonly name: string;
  readonly command: string;
  readonly isMet: boolean;
  /** Its exit code; null where it took too long. */
  readonly code: number | null;
  /** The last lines that it printed. */
  readonly output: string;
}

/** All that is known after the run with the fault. */
export interface Evidence {
  readonly run: RunSummary;
  readonly faults: readonly FaultSpan[];
  readonly audit: AuditOutcome;
  readonly steadyState: readonly ProbeResult[];
  readonly alerts: Checked<readonly AlertSpan[]>;
  /** Absent where the experiment does not ask. */
  readonly logLinesLost?: Checked<number>;
}
