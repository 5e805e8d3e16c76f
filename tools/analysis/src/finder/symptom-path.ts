import type { Span, Trace } from '../trace/trace.ts';
import type { Candidate, Windows } from './candidate.ts';
import type { PathStep } from './finding.ts';
import { keyOf, operationOf } from './pieces.ts';
import { mean } from './statistics.ts';

/** Enough for a mean; a window may have thousands. */
const MOST_TRACES = 300;
/** A step that changed less than this does not show it. */
const DEVIATES = 0.05;

/**
 * From the span that shows it up to the request: each operation with its duration in both windows, as far as these differ. A caller ends
 * after what it waits for, so this is also the order in time.
 */
export function pathFrom({ exhibits }: Candidate, { baseline }: Windows): PathStep[] {
  const [clearest] = exhibits;
  if (clearest === undefined) return [];
  const way: Span[] = [];
  for (let span: Span | undefined = clearest.span; span !== undefined; span = waiterFor(span)) way.push(span);
  const ofClearest = keyOf(clearest.span);
  const keys = new Set(way.map(keyOf));
  // Requests that never come by the place are of another kind, and take another time.
  const before = meansOf(
    baseline.filter(({ spans }) => spans.some((span) => keyOf(span) === ofClearest)),
    keys,
  );
  const after = meansOf(
    exhibits.map(({ trace }) => trace),
    keys,
  );
  const steps = way.map((span) => ({
    service: span.service,
    operation: operationOf(span),
    baselineMs: before(span),
    suspectMs: after(span),
  }));
  return steps.filter((step, index) => index === 0 || deviates(step));
}

/** Nobody waits for who takes a message. */
const waiterFor = ({ kind, parent }: Span): Span | undefined => (kind === 'consumer' ? undefined : parent);

const deviates = ({ baselineMs, suspectMs }: PathStep): boolean =>
  Math.abs(suspectMs - baselineMs) > DEVIATES * baselineMs;

/** Milliseconds per span, for each of the operations. */
function meansOf(traces: readonly Trace[], keys: ReadonlySet<string>): (span: Span) => number {
  const durations = new Map([...keys].map((key) => [key, [] as number[]]));
  for (const { spans } of traces.slice(0, MOST_TRACES))
    for (const span of spans) durations.get(keyOf(span))?.push(span.endUs - span.startUs);
  return (span) => Math.round(mean(durations.get(keyOf(span)) ?? [])) / 1000;
}
