import type { Candidate, Exhibit, Family } from './candidate.ts';
import { type Evidence, weigh } from './evidence.ts';
import type { Cause } from './finding.ts';
import { mean } from './statistics.ts';
import type { Trace } from '../trace/trace.ts';

/** A place as it stands in one trace: an exhibit where it is out of the ordinary, undefined where it is ordinary. */
export interface Sight {
  readonly service: string;
  readonly operation: string;
  /** Its name in a sentence. */
  readonly what: string;
  readonly exhibit: Exhibit | undefined;
}

/** All places of a trace, by a key of their own. */
export type Look = (trace: Trace) => ReadonlyMap<string, Sight>;

interface Place {
  readonly service: string;
  readonly operation: string;
  readonly what: string;
  readonly baseline: boolean[];
  readonly suspect: boolean[];
  readonly exhibits: Exhibit[];
}

export interface Kind {
  readonly family: Family;
  readonly cause: Cause;
  readonly sentence: (place: { readonly what: string; readonly share: string }) => string;
}

const SELDOM = 0.01;

/** Places that are out of the ordinary in more traces than they were. */
export function markedMore(
  windows: { baseline: readonly Trace[]; suspect: readonly Trace[] },
  look: Look,
  kind: Kind,
): Candidate[] {
  const places = new Map<string, Place>();
  for (const window of ['baseline', 'suspect'] as const)
    for (const trace of windows[window])
      for (const [key, { exhibit, ...sight }] of look(trace)) {
        const place = places.get(key) ?? { ...sight, baseline: [], suspect: [], exhibits: [] };
        places.set(key, place);
        place[window].push(exhibit !== undefined);
        if (window === 'suspect' && exhibit !== undefined) place.exhibits.push(exhibit);
      }
  const all = [...places.values()].filter(({ suspect }) => suspect.length > 0);
  const usual = Math.max(SELDOM, mean(all.map(({ baseline }) => mean(baseline.map(Number)))));
  return all
    .filter(({ exhibits }) => exhibits.length > 0)
    .map((place) => ({ ...candidateOf(place, weigh(place, { usual, common: 0 }), kind), among: all.length }));
}

const candidateOf = (
  { service, operation, what, suspect, exhibits }: Place,
  evidence: Evidence,
  kind: Kind,
): Omit<Candidate, 'among'> => ({
  family: kind.family,
  service,
  operation,
  cause: kind.cause,
  evidence,
  addedUs: 0,
  exhibits,
  sentences: [
    `${kind.sentence({ what, share: `${exhibits.length} of ${suspect.length} traces` })}, ${(evidence.expected * 100).toFixed(0)} % were expected.`,
  ],
});
