import type { Break, CapacityModel, Cost, Gain, Losses, Needs, Peak } from '@lab/analysis/capacity';
import type { AuditOutcome } from '../audit/outcome.ts';
import type { EngineName } from '../engines/engine.ts';
import type { MeasuredStep } from './step.ts';

/** `not judged`: nothing that was measured is wrong, and something that had to be measured was not. */
export type CapacityVerdict = 'held' | 'refuted' | 'not judged';

export interface Prediction {
  readonly clients: number;
  readonly predicted: { readonly value: number; readonly low: number; readonly high: number };
  /** Null: the step did not measure the lab, and `why` says why not. */
  readonly measured: number | null;
  readonly verdict: CapacityVerdict;
  readonly why?: string;
}

/** What `--json` prints and `.lab/capacity/report.json` holds. */
export interface CapacityReport {
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly engine: EngineName;
  readonly seed: number;
  /** Of the last minute, as the machine itself counts it; cores beside it say what it means. */
  readonly machine: { readonly cores: number; readonly loadBefore: number; readonly loadAfter: number };
  readonly verdict: CapacityVerdict;
  readonly held: boolean;
  /** The highest rate that was measured, accepted and settled; null if no step can be used. */
  readonly ordersPerSecond: number | null;
  /** The rate of the first step that broke an objective; null if none did. */
  readonly objectiveBreaksAt: number | null;
  readonly peak: Peak | null;
  readonly whyNoPeak: string | null;
  readonly law: Pick<CapacityModel, 'rate' | 'contention' | 'coherency' | 'scatter'> | null;
  /** Why the steps support no law. */
  readonly refused: string | null;
  readonly limit: Limit | null;
  readonly objective: Break;
  readonly gains: readonly Gain[];
  readonly million: { readonly needs: Needs; readonly cost: Cost | null } | null;
  readonly prediction: Prediction | null;
  readonly steps: readonly (MeasuredStep & { readonly byLaw: number | null })[];
  readonly stopped: string;
  readonly audit: AuditOutcome;
}

/** What an order waits for in the step that carried most. */
export interface Limit extends Losses {
  readonly clients: number;
  readonly by: 'contention' | 'coherency' | 'none';
}
