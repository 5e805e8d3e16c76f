import type { Incident, IncidentSummary, TimelineEntry } from '@lab/contracts';
import type { Verdict } from '../audit/conservation.ts';
import type { Standing } from '../objectives/standing.ts';
import type { Checked } from './checked.ts';
import type { Durations } from './durations.ts';
import type { Graph } from './graphs.ts';
import type { Impact } from './impact.ts';
import type { LogEvidence } from './logs.ts';
import type { Span } from './span.ts';
import type { TimelineRow } from './timeline.ts';
import type { ExemplarTrace } from './traces.ts';

/** All that is known of an incident: what oncall keeps, and the evidence that was collected when the report was made. */
export interface Postmortem {
  readonly madeAt: string;
  readonly incident: Incident;
  /** From the start of the fault to the end of the incident; milliseconds since 1970. */
  readonly span: Span;
  /** The reported fault that the incident is probably about. */
  readonly fault?: TimelineEntry;
  readonly durations: Durations;
  readonly timeline: readonly TimelineRow[];
  readonly impacts: Checked<readonly Impact[]>;
  /** How the error budgets stood at the end. */
  readonly standings: Checked<readonly Standing[]>;
  readonly graphs: Checked<readonly Graph[]>;
  readonly traces: Checked<readonly ExemplarTrace[]>;
  readonly logs: Checked<LogEvidence>;
  readonly audit: Checked<Verdict>;
  /** Incidents that were open in the same time. */
  readonly others: Checked<readonly IncidentSummary[]>;
  /** Where a trace is looked at: this and its id. */
  readonly traceUrl: string;
}
