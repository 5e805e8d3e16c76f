import { criticalPath, readTrace, type Segment, type Span as TraceSpan, type Trace } from '@lab/analysis';
import type { Jaeger } from '../signals/jaeger.ts';
import type { Span } from './span.ts';

/** A trace that stands for others like it. */
export interface ExemplarTrace {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly durationMs: number;
  /** What it is a trace of: `gateway POST /orders`. */
  readonly operation: string;
  readonly services: readonly string[];
  /** The deepest span that failed, and what it says; absent where none failed. */
  readonly failure?: string;
  /** Where most of its time went. */
  readonly slowest: string;
  readonly slowestMs: number;
  /** How many of those that were found failed, or were slow, at the same place; itself included. */
  readonly alike: number;
}

const SERVICES = ['gateway', 'orders', 'inventory'] as const;
/** Of each service, failed and slow ones: a trace has 20 to 35 kB. */
const LIMIT = 20;
const SLOW_MS = 1_000;
const MOST_EXEMPLARS = 8;

/** Failed and slow traces of that time, one of each kind. Rejects where Jaeger has none at all of that time. */
export async function exemplarTraces(
  jaeger: Pick<Jaeger, 'search'>,
  { from, to }: Span,
): Promise<ExemplarTrace[]> {
  const searches = SERVICES.flatMap((service) => [
    jaeger.search({ service, from, to, limit: LIMIT, isFailed: true }),
    jaeger.search({ service, from, to, limit: LIMIT, minDurationMs: SLOW_MS }),
  ]);
  const found = (await Promise.all(searches)).flat().flatMap((json) => readTrace(json) ?? []);
  if (found.length === 0) await refuseIfGone(jaeger, { from, to });
  return chooseExemplars(found);
}

async function refuseIfGone(jaeger: Pick<Jaeger, 'search'>, { from, to }: Span): Promise<void> {
  const any = await jaeger.search({ service: 'gateway', from, to, limit: 1 });
  if (any.length === 0)
    throw new Error(
      'Jaeger has no trace of that time; it keeps the newest 10,000 in memory, so that a report made soon after an incident has them',
    );
}

/** Of traces that failed or were slow at the same place the longest; the most frequent kind first. */
export const chooseExemplars = (traces: readonly Trace[]): ExemplarTrace[] => {
  const byId = new Map(traces.map((trace) => [trace.id, trace]));
  const kinds = new Map<string, ExemplarTrace[]>();
  for (const trace of byId.values()) {
    const facts = factsOf(trace);
    const kind = `${facts.operation}\n${facts.failure ?? facts.slowest}`;
    kinds.set(kind, [...(kinds.get(kind) ?? []), facts]);
  }
  return [...kinds.values()]
    .toSorted((a, b) => b.length - a.length)
    .slice(0, MOST_EXEMPLARS)
    .flatMap((alike) => {
      const [longest] = alike.toSorted((a, b) => b.durationMs - a.durationMs);
      return longest === undefined ? [] : [{ ...longest, alike: alike.length }];
    });
};

const MS = 1000;

const factsOf = (trace: Trace): ExemplarTrace => {
  // A load test's own span comes first and says less.
  const request = trace.spans.find(({ kind }) => kind === 'server') ?? trace.roots[0];
  const failure = failureOf(trace);
  const slowest = slowestOf(trace);
  return {
    id: trace.id,
    at: trace.startUs / MS,
    durationMs: (trace.endUs - trace.startUs) / MS,
    operation: request === undefined ? '' : nameOf(request),
    services: [...new Set(trace.spans.map(({ service }) => service))],
    ...(failure !== undefined && { failure }),
    slowest:
      slowest === undefined ? '' : `${slowest.kind === 'wait' ? 'waiting for ' : ''}${nameOf(slowest.span)}`,
    slowestMs: slowest === undefined ? 0 : lengthOf(slowest) / MS,
    alike: 1,
  };
};

const nameOf = ({ service, name }: TraceSpan): string => `${service} ${name}`;
const lengthOf = ({ fromUs, toUs }: Segment): number => toUs - fromUs;

const slowestOf = (trace: Trace): Segment | undefined =>
  criticalPath(trace, 'end').toSorted((a, b) => lengthOf(b) - lengthOf(a))[0];

/** Spans come before their children, so that the last one that failed is where the failure came from. */
const failureOf = ({ spans }: Trace): string | undefined => {
  const failed = spans.findLast(({ isError }) => isError);
  if (failed === undefined) return undefined;
  const why = reasonOf(failed);
  return `${nameOf(failed)}${why === undefined ? '' : `: ${why}`}`;
};

const REASONS = ['otel.status_description', 'error.type', 'http.response.status_code'];

const reasonOf = ({ tags }: TraceSpan): string | undefined =>
  REASONS.flatMap((key) => tags.find((tag) => tag.key === key)?.value ?? []).find((text) => text !== '');
