import type { Incident, IncidentSummary } from '@lab/contracts';
import type { Objective } from '@lab/objectives';
import type { Verdict } from '../audit/conservation.ts';
import type { Jaeger } from '../signals/jaeger.ts';
import type { Loki } from '../signals/loki.ts';
import type { Oncall } from '../signals/oncall.ts';
import type { Prometheus } from '../signals/prometheus.ts';
import { checked, type Checked, isChecked } from './checked.ts';
import { durationsOf, faultOf } from './durations.ts';
import { drawGraphs, impactGraph } from './graphs.ts';
import { type Impact, impactOn, standingsAt } from './impact.ts';
import { logEvidence } from './logs.ts';
import type { Postmortem } from './postmortem.ts';
import { graphSpanOf, overlaps, type Span, spanOf } from './span.ts';
import { marksOf, timelineOf } from './timeline.ts';
import { exemplarTraces } from './traces.ts';

/** Whom the evidence is asked from. Each is made with the signal that ends its questions. */
export interface Sources {
  oncall(signal: AbortSignal): Pick<Oncall, 'list'>;
  prometheus(signal: AbortSignal): Pick<Prometheus, 'read' | 'range'>;
  jaeger(signal: AbortSignal): Pick<Jaeger, 'search'>;
  loki(signal: AbortSignal): Pick<Loki, 'countBy' | 'lines'>;
  audit(signal: AbortSignal): Promise<Verdict>;
  readonly objectives: readonly Objective[];
  readonly traceUrl: string;
}

const QUERIES_MS = 20_000;
/** Orders may have to settle first, and all of them are read. */
const AUDIT_MS = 60_000;
/** The newest ones, and as many as oncall lists at once. */
const MOST_INCIDENTS = 100;

/** Asks everybody at once. What cannot be asked is in the result with its reason. */
export async function collect(
  incident: Incident,
  sources: Sources,
  { signal, now = Date.now() }: { signal: AbortSignal; now?: number },
): Promise<Postmortem> {
  const span = spanOf(incident, now);
  const frame = { graph: graphSpanOf(span, now), marks: marksOf(timelineOf(incident)) };
  const ask = <T>(limitMs: number, question: (limit: AbortSignal) => Promise<T>): Promise<Checked<T>> =>
    checked({ signal, limitMs }, question);
  const { objectives } = sources;
  const fault = faultOf(incident);
  const [impacts, standings, graphs, traces, logs, audit, others] = await Promise.all([
    ask(QUERIES_MS, (limit) =>
      impactsOn(objectives, sources.prometheus(limit), { span, graph: frame.graph }),
    ),
    ask(QUERIES_MS, (limit) => standingsAt(objectives, sources.prometheus(limit), span.to)),
    ask(QUERIES_MS, (limit) => drawGraphs(sources.prometheus(limit), frame)),
    ask(QUERIES_MS, (limit) => exemplarTraces(sources.jaeger(limit), span)),
    ask(QUERIES_MS, (limit) => logEvidence(sources.loki(limit), span)),
    ask(AUDIT_MS, (limit) => auditOf(sources, limit)),
    ask(QUERIES_MS, (limit) => othersOf(incident, sources.oncall(limit), { span, now })),
  ]);
  return {
    madeAt: new Date(now).toISOString(),
    ...{
      incident,
      span,
      ...(fault && { fault }),
      durations: durationsOf(incident),
      timeline: timelineOf(incident),
    },
    ...{ impacts, standings, traces, logs, audit, others, traceUrl: sources.traceUrl },
    graphs:
      isChecked(impacts) && isChecked(graphs)
        ? { value: [impactGraph(impacts.value, frame), ...graphs.value] }
        : graphs,
  };
}

const impactsOn = (
  objectives: readonly Objective[],
  source: Parameters<typeof impactOn>[1],
  times: Parameters<typeof impactOn>[2],
): Promise<Impact[]> => Promise.all(objectives.map((objective) => impactOn(objective, source, times)));

/** A lab that never took an order proves nothing. */
async function auditOf(sources: Pick<Sources, 'audit'>, signal: AbortSignal): Promise<Verdict> {
  const verdict = await sources.audit(signal);
  if (verdict.held && verdict.accepted === 0) throw new Error('the lab has not accepted any order yet');
  return verdict;
}

async function othersOf(
  { id }: Incident,
  oncall: Pick<Oncall, 'list'>,
  { span, now }: { span: Span; now: number },
): Promise<IncidentSummary[]> {
  const { items } = await oncall.list({ limit: MOST_INCIDENTS });
  return items.filter(
    ({ id: other, startsAt, resolvedAt }) =>
      other !== id &&
      overlaps(span, {
        from: Date.parse(startsAt),
        to: resolvedAt === undefined ? now : Date.parse(resolvedAt),
      }),
  );
}
