import type { Trace } from '../trace/trace.ts';
import { type Evidence, type Marks, weigh } from './evidence.ts';
import type { Piece } from './pieces.ts';
import { cutMean, mean, median, quantile, sorted, spread } from './statistics.ts';
import { slowdown, Usual } from './usual.ts';

/** What one trace shows of a subject. */
export interface Observation {
  readonly trace: Trace;
  /** How much longer than usual, over all its pieces. */
  readonly extraUs: number;
  readonly usualUs: number;
  /** The piece that is the most above its usual. */
  readonly worst: Piece;
  readonly worstExtraUs: number;
}

/** Time that one service answers for: its own, that of the calls from one caller, or that of its messages. */
export interface Subject {
  readonly kind: Piece['kind'];
  readonly service: string;
  readonly caller: string | undefined;
  readonly baseline: readonly Observation[];
  readonly suspect: readonly Observation[];
}

export interface WeighedSubject extends Subject {
  readonly evidence: Evidence;
  /** By how much it became slower per trace that holds it. */
  readonly addedUs: number;
  /** The observations of the suspect window that are out of the ordinary, the clearest first. */
  readonly marked: readonly Observation[];
}

/** Below this nobody looks: starts are noted to the millisecond. */
const LEAST_US = 500;
const FEWEST = 3;

/** A trace and the pieces of its time, which are found once and compared several times. */
export interface Cut {
  readonly trace: Trace;
  readonly pieces: readonly Piece[];
}

export interface CutWindows {
  readonly baseline: readonly Cut[];
  readonly suspect: readonly Cut[];
}

interface Growing extends Subject {
  readonly baseline: Observation[];
  readonly suspect: Observation[];
}

export function weighedSubjects({ baseline, suspect }: CutWindows): WeighedSubject[] {
  const usual = new Usual(baseline.flatMap(({ pieces }) => pieces));
  const factor = slowdown(
    suspect.flatMap(({ pieces }) => pieces),
    usual,
  );
  const subjects = new Map<string, Growing>();
  for (const [window, cuts, by] of [
    ['baseline', baseline, 1],
    ['suspect', suspect, factor],
  ] as const)
    for (const cut of cuts)
      for (const [key, observation] of observe(cut, { usual, by })) {
        const found = subjects.get(key) ?? make(observation.worst);
        subjects.set(key, found);
        found[window].push(observation);
      }
  return weighAll([...subjects.values()].filter(canCompare));
}

const canCompare = ({ baseline, suspect }: Subject): boolean =>
  baseline.length >= FEWEST && suspect.length >= FEWEST;

const make = ({ kind, service, caller }: Piece): Growing => ({
  kind,
  service,
  caller,
  baseline: [],
  suspect: [],
});

interface Comparison {
  readonly usual: Usual;
  readonly by: number;
}

function observe({ trace, pieces }: Cut, { usual, by }: Comparison): Map<string, Observation> {
  const found = new Map<string, Observation>();
  for (const piece of pieces) {
    const usualUs = usual.of(piece);
    if (usualUs === undefined) continue;
    const extraUs = piece.us / by - usualUs;
    const alone = { trace, extraUs, usualUs, worst: piece, worstExtraUs: extraUs };
    const known = found.get(piece.subjectKey);
    found.set(piece.subjectKey, known === undefined ? alone : together(known, alone));
  }
  return found;
}

const together = (some: Observation, one: Observation): Observation => ({
  ...(one.worstExtraUs > some.worstExtraUs ? one : some),
  extraUs: some.extraUs + one.extraUs,
  usualUs: some.usualUs + one.usualUs,
});

/** Assumed of a baseline in which nothing was ever out of the ordinary: it was short. */
const SELDOM = 0.01;

/** How far beyond the limit: what is far beyond is rarer, so that fewer traces of it say as much. */
const NEAR = 1;
const FAR = 4;

interface Level {
  readonly subject: Subject;
  readonly evidence: Evidence;
  readonly marks: readonly boolean[];
}

function weighAll(subjects: readonly Subject[]): WeighedSubject[] {
  const [near, far] = [weighAt(subjects, NEAR), weighAt(subjects, FAR)];
  return near.map((level, index) => {
    const other = far[index] ?? level;
    const { subject, evidence, marks } = other.evidence.decades > level.evidence.decades ? other : level;
    return {
      ...subject,
      // The better of two looks is found by chance twice as often.
      evidence: { ...evidence, decades: Math.max(0, evidence.decades - Math.log10(2)) },
      addedUs: cutMean(extras(subject.suspect)) - cutMean(extras(subject.baseline)),
      marked: subject.suspect.filter((_, at) => marks[at]).toSorted((a, b) => b.extraUs - a.extraUs),
    };
  });
}

function weighAt(subjects: readonly Subject[], level: number): Level[] {
  const marked = subjects.map((subject) => ({ subject, ...marksOf(subject, level) }));
  // A place that is new to us is judged by all others; and where all places are out of the ordinary, none is.
  const usual = Math.max(SELDOM, mean(marked.map(({ baseline }) => share(baseline))));
  const common = marked.length < 4 ? 0 : median(marked.map(({ suspect }) => share(suspect)));
  return marked.map(({ subject, ...marks }) => ({
    subject,
    evidence: weigh(marks, { usual, common }),
    marks: marks.suspect,
  }));
}

const share = (marks: readonly boolean[]): number => marks.filter(Boolean).length / marks.length;
const extras = (observations: readonly Observation[]): number[] => observations.map(({ extraUs }) => extraUs);

function marksOf({ baseline, suspect }: Subject, level: number): Marks {
  const ordered = sorted(extras(baseline));
  const usualUs = median(baseline.map((observation) => observation.usualUs));
  const beyond = Math.max(4 * spread(ordered), 0.5 * usualUs, LEAST_US);
  const limit = quantile(ordered, 0.5) + level * beyond;
  const isMarked = ({ extraUs }: Observation): boolean => extraUs > limit;
  return { baseline: baseline.map(isMarked), suspect: suspect.map(isMarked) };
}
