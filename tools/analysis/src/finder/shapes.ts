import type { Span, Trace } from '../trace/trace.ts';
import type { Candidate, Exhibit, Windows } from './candidate.ts';
import type { Contexts } from './contexts.ts';
import { weigh } from './evidence.ts';
import { operationOf } from './pieces.ts';
import { mean } from './statistics.ts';

/** Fewer traces than this say nothing about what is usual. */
const FEWEST = 8;
/** The share of traces with something new that is expected even where the baseline had none. */
const NEW_ANYWAY = 0.01;

type Shape = ReadonlySet<string>;
interface Seen {
  readonly exhibit: Exhibit;
  readonly shape: string;
}

/** Operations whose spans call other things than they used to. */
export function shapeCandidates({ baseline, suspect }: Windows, shapesOf: ShapesOf): Candidate[] {
  const before = byPlace(baseline, shapesOf);
  const after = byPlace(suspect, shapesOf);
  const novelties = [...after].flatMap(([place, seen]) => {
    const usual = before.get(place);
    return usual === undefined || usual.length < FEWEST ? [] : [noveltyOf(usual, seen)];
  });
  const usual = Math.max(NEW_ANYWAY, mean(novelties.map((each) => mean(each.baseline.map(Number)))));
  const among = novelties.length;
  return novelties.flatMap((novelty) => candidatesOf(novelty, { usual, among }));
}

const SEPARATOR = '\u0001';
const shapeOf = ({ children }: Span): string =>
  children.length < 2
    ? children.map(operationOf).join('')
    : [...new Set(children.map(operationOf))].sort().join(SEPARATOR);
const namesIn = (shape: string): Shape => new Set(shape === '' ? [] : shape.split(SEPARATOR));

/** The shapes of a trace's spans, by their place. */
export type ShapesOf = (trace: Trace) => readonly (readonly [place: number, seen: Seen[]])[];

export const shapesIn =
  (contexts: Contexts): ShapesOf =>
  (trace) =>
    [...contexts.of(trace)].map(([place, spans]) => [
      place,
      spans.map((span) => ({ exhibit: { trace, span }, shape: shapeOf(span) })),
    ]);

function byPlace(traces: readonly Trace[], shapesOf: ShapesOf): Map<number, Seen[][]> {
  const places = new Map<number, Seen[][]>();
  for (const trace of traces)
    for (const [place, seen] of shapesOf(trace)) {
      const all = places.get(place);
      if (all === undefined) places.set(place, [seen]);
      else all.push(seen);
    }
  return places;
}

interface Novel extends Exhibit {
  readonly missing: readonly string[];
  readonly additional: readonly string[];
}

interface Novelty {
  readonly baseline: readonly boolean[];
  readonly suspect: readonly (Novel | undefined)[];
  /** The baseline's spans. */
  readonly known: readonly Seen[][];
}

const distinct = (seen: readonly Seen[]): Set<string> => new Set(seen.map(({ shape }) => shape));

/**
 * A trace is marked if it has a shape that at most one in a hundred other traces of the baseline have. For a trace of the baseline that is
 * the estimate of Good and Turing for how often something new comes up anyway.
 */
function noveltyOf(before: readonly Seen[][], after: readonly Seen[][]): Novelty {
  const known = new Map<string, number>();
  for (const seen of before)
    for (const shape of distinct(seen)) known.set(shape, (known.get(shape) ?? 0) + 1);
  const rare = Math.floor(before.length / 100);
  const usual = [...known].filter(([, times]) => times > rare).map(([shape]) => namesIn(shape));
  const isNew = (shape: string, own: number): boolean => (known.get(shape) ?? 0) - own <= rare;
  const told = new Map<string, Omit<Novel, keyof Exhibit> | undefined>();
  const difference = (shape: string) => {
    if (!told.has(shape)) told.set(shape, differenceOf(namesIn(shape), usual));
    return told.get(shape);
  };
  return {
    known: before,
    baseline: before.map((seen) => seen.some(({ shape }) => isNew(shape, 1))),
    suspect: after.map((seen) => {
      for (const { shape, exhibit } of seen) {
        const different = isNew(shape, 0) ? difference(shape) : undefined;
        if (different !== undefined) return { ...exhibit, ...different };
      }
      return undefined;
    }),
  };
}

/** Undefined for a shape that is neither less nor more than a usual one: that is another kind of request. */
function differenceOf(shape: Shape, usual: readonly Shape[]): Omit<Novel, keyof Exhibit> | undefined {
  const whole = usual.filter((each) => isWithin(shape, each)).sort((a, b) => a.size - b.size)[0];
  if (whole !== undefined) return { missing: without(whole, shape), additional: [] };
  const core = usual.filter((each) => isWithin(each, shape)).sort((a, b) => b.size - a.size)[0];
  // Some calls of a name that were never answered are no pattern for those that are.
  if (core === undefined || (core.size === 0 && usual.length > 1)) return undefined;
  return { missing: [], additional: without(shape, core) };
}

const isWithin = (part: Shape, whole: Shape): boolean => [...part].every((name) => whole.has(name));
const without = (whole: Shape, part: Shape): string[] => [...whole].filter((name) => !part.has(name));

/** A call or a message that was not taken up is a matter of who should have. */
function whoIs(
  span: Span,
  missing: readonly string[],
  known: readonly Seen[][],
): Pick<Candidate, 'service' | 'operation'> {
  const alone = { service: span.service, operation: operationOf(span) };
  if (span.kind !== 'client' && span.kind !== 'producer') return alone;
  for (const { exhibit } of known.flat()) {
    const child = exhibit.span.children.find((each) => missing.includes(operationOf(each)));
    if (child !== undefined) return { service: child.service, operation: operationOf(child) };
  }
  return alone;
}

function candidatesOf(
  { baseline, suspect, known }: Novelty,
  { usual, among }: { readonly usual: number; readonly among: number },
): Candidate[] {
  const novel = suspect.filter((each) => each !== undefined);
  const [first] = novel;
  if (first === undefined) return [];
  const evidence = weigh(
    { baseline, suspect: suspect.map((each) => each !== undefined) },
    { usual, common: 0 },
  );
  const isLess = novel.filter(({ missing }) => missing.length > 0).length * 2 >= novel.length;
  const [{ span, missing, additional }] = [novel.find((each) => each.missing.length > 0 === isLess) ?? first];
  const children = (isLess ? missing : additional).join(', ');
  const share = `${novel.length} of ${suspect.length} traces`;
  return [
    {
      family: 'shape',
      ...whoIs(span, isLess ? missing : [], known),
      cause: isLess ? 'missing-children' : 'additional-children',
      evidence,
      among,
      addedUs: 0,
      exhibits: novel,
      additional: isLess ? [] : additional,
      sentences: [
        isLess
          ? `In ${share} ${operationOf(span)} no longer calls ${children}.`
          : `In ${share} ${operationOf(span)} also calls ${children}.`,
      ],
    },
  ];
}
