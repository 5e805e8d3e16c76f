import type { Span, Trace } from '../trace/trace.ts';
import type { Candidate } from './candidate.ts';
import type { Contexts } from './contexts.ts';
import { operationOf } from './pieces.ts';

/** Something is intermittent if a smaller share of the traces that could have it has it. */
const INTERMITTENT = 0.95;
const MOST = 0.8;

/** Those of the operations that the baseline has now and then: error handlers, refills of a cache. */
export function intermittentIn(
  traces: readonly Trace[],
  names: ReadonlySet<string>,
  contexts: Contexts,
): ReadonlySet<string> {
  if (names.size === 0) return names;
  const places = new Map<number, number>();
  const present = new Map<string, Map<number, number>>();
  for (const trace of traces)
    for (const [place, spans] of contexts.of(trace)) {
      places.set(place, (places.get(place) ?? 0) + 1);
      for (const name of namesBelow(spans, names)) {
        const at = present.get(name) ?? new Map<number, number>();
        present.set(name, at);
        at.set(place, (at.get(place) ?? 0) + 1);
      }
    }
  return new Set([...present].filter(([, at]) => isIntermittent(at, places)).map(([name]) => name));
}

/** At half of its places at least: a burst may fill one of them. */
function isIntermittent(at: ReadonlyMap<number, number>, places: ReadonlyMap<number, number>): boolean {
  const seldom = [...at].filter(([place, times]) => times < INTERMITTENT * (places.get(place) ?? 0));
  return seldom.length * 2 >= at.size;
}

const namesBelow = (spans: readonly Span[], names: ReadonlySet<string>): Set<string> =>
  new Set(spans.flatMap(({ children }) => children.map(operationOf)).filter((name) => names.has(name)));

/**
 * Whether a change is one that the system makes without a fault: its traces hold an operation that is new at this place, and which the
 * baseline has intermittently at others. A burst of those is one event, however many traces it marks.
 */
export function isKnownNoise({ family, exhibits }: Candidate, noise: ReadonlySet<string>): boolean {
  if (family === 'time' || noise.size === 0) return false;
  const marked = exhibits.filter(({ trace }) => trace.spans.some((span) => noise.has(operationOf(span))));
  return marked.length >= MOST * exhibits.length;
}
