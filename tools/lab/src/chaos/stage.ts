import type { ReportEvent } from '@lab/contracts';
import type { Objective } from '@lab/objectives';
import type { AuditOutcome } from '../audit/outcome.ts';
import type { Engine, EngineName } from '../engines/engine.ts';
import type { ActionTarget } from '../faults/calls.ts';
import type { LoadPlan } from '../k6/load-plan.ts';
import type { RequestLine } from '../k6/request-line.ts';
import type { Clock } from '../objectives/clock.ts';
import type { Checked } from '../postmortem/checked.ts';
import type { StoredOrder } from './conservation.ts';
import type { AlertSpan, ProbeResult } from './evidence.ts';
import type { Probe } from './experiment.ts';
import type { Span } from './recovery.ts';

/** Loads that run together. */
export interface Load {
  /** Every request so far. */
  readonly lines: readonly RequestLine[];
  /** Each order's idempotency key begins with one of these. */
  readonly keyPrefixes: readonly string[];
  /** Resolves when all have ended by themselves. */
  readonly ended: Promise<void>;
  /** Ends them now; harmless where they have ended. */
  stop(): Promise<void>;
}

/** What an experiment needs of a lab. */
export interface Stage {
  readonly engine: EngineName;
  /** Deaf to Ctrl-C, so that a fault can be undone. */
  readonly target: Pick<Engine, 'kill' | 'pause' | 'resume' | 'restart' | 'status'> &
    Pick<ActionTarget, 'worded'>;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly objectives: readonly Objective[];
  load(plans: readonly LoadPlan[], phase: 'control' | 'fault'): Load;
  /** `isUndoing`: also after Ctrl-C. */
  probe(probe: Probe, how?: { readonly isUndoing: true }): Promise<ProbeResult>;
  /** The orders of a load, once they have settled or the limit is over. */
  orders(keyPrefixes: readonly string[], limitMs: number): Promise<readonly StoredOrder[]>;
  audit(acknowledged: ReadonlySet<string>): Promise<AuditOutcome>;
  alerts(span: Span): Promise<Checked<readonly AlertSpan[]>>;
  /** Since the lab started. */
  logLinesLost(): Promise<Checked<number>>;
  say(line: string): void;
  /** For the timelines of incidents. */
  report(event: ReportEvent): void;
}
