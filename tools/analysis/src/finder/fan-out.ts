import type { Span, Trace } from '../trace/trace.ts';
import type { Candidate, Windows } from './candidate.ts';
import type { Contexts } from './contexts.ts';
import { type Look, markedMore, type Sight } from './marks.ts';
import { operationOf } from './pieces.ts';
import { quantile, sorted } from './statistics.ts';

const FEWEST = 8;

/** Operations that call the same thing much more often per span than they used to: twice as often as the busiest of the baseline. */
export function fanOutCandidates(windows: Windows, callsIn: CallsIn): Candidate[] {
  const many = new Set<string>();
  for (const trace of windows.suspect)
    if (trace.spans.some(({ children }) => children.length >= MANY))
      for (const [key, { count }] of callsIn(trace)) if (count >= MANY) many.add(key);
  if (many.size === 0) return [];
  const limits = limitsOf(windows.baseline, callsIn, many);
  const look: Look = (trace) => {
    const places = new Map<string, Sight>();
    for (const [key, { count, child, span }] of callsIn(trace)) {
      const limit = limits.get(key);
      if (limit === undefined) continue;
      const exhibit = count > limit ? { trace, span } : undefined;
      places.set(key, { service: span.service, operation: operationOf(span), what: child, exhibit });
    }
    return places;
  };
  return markedMore(windows, look, {
    family: 'shape',
    cause: 'fan-out',
    sentence: ({ what, share }) => `${what} is called more than twice as often as usual in ${share}`,
  });
}

/** Twice as often as once, at least. */
const MANY = 3;

function limitsOf(
  baseline: readonly Trace[],
  callsIn: CallsIn,
  many: ReadonlySet<string>,
): ReadonlyMap<string, number> {
  const counts = new Map([...many].map((key) => [key, [] as number[]]));
  for (const trace of baseline) for (const [key, { count }] of callsIn(trace)) counts.get(key)?.push(count);
  return new Map(
    [...counts]
      .filter(([, all]) => all.length >= FEWEST)
      .map(([key, all]) => [key, 2 * quantile(sorted(all), 0.95)]),
  );
}

interface Calls {
  readonly count: number;
  readonly child: string;
  readonly span: Span;
}

/** Per place and child: the most calls of one span. */
export type CallsIn = (trace: Trace) => ReadonlyMap<string, Calls>;

export const callsBy =
  (contexts: Contexts): CallsIn =>
  (trace) => {
    const found = new Map<string, Calls>();
    for (const [place, spans] of contexts.of(trace))
      for (const span of spans)
        for (const [child, count] of countsOf(span)) {
          const key = `${place}\n${child}`;
          const known = found.get(key);
          if (known === undefined || count > known.count) found.set(key, { count, child, span });
        }
    return found;
  };

function countsOf({ children }: Span): Map<string, number> {
  const counts = new Map<string, number>();
  for (const child of children) {
    const name = operationOf(child);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}
