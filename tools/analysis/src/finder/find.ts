import type { Trace } from '../trace/trace.ts';
import type { Candidate, Judged } from './candidate.ts';
import { Comparer } from './candidates.ts';
import type { Finding } from './finding.ts';
import { placeboOf } from './placebo.ts';
import { median } from './statistics.ts';
import { ranked } from './ranking.ts';
import { pathFrom } from './symptom-path.ts';

/** In one of so many windows without a fault, chance may name a place. */
const WINDOWS_PER_ALARM = 100;
/** Less of a trace's time than this is no bottleneck. */
const RELEVANT = 0.1;
const REPORTED_FROM = 0.5;
const MOST_TRACES = 5;

/** What is different in the suspect window, the likeliest cause first; nothing where nothing is unusual. */
export function findCauses(baseline: readonly Trace[], suspect: readonly Trace[]): Finding[] {
  const windows = { baseline: baseline.toSorted(byStart), suspect: suspect.toSorted(byStart) };
  return ranked(judge(windows.baseline, windows.suspect)).map((judged) => ({
    service: judged.service,
    operation: judged.operation,
    cause: judged.cause,
    confidence: Number(judged.confidence.toFixed(2)),
    path: pathFrom(judged, windows),
    traces: judged.exhibits.slice(0, MOST_TRACES).map(({ trace }) => trace.id),
    sentences: judged.sentences,
  }));
}

const byStart = (a: Trace, b: Trace): number => a.startUs - b.startUs;

export function judge(baseline: readonly Trace[], suspect: readonly Trace[]): Judged[] {
  const comparer = new Comparer([...baseline, ...suspect]);
  const candidates = comparer
    .candidates(baseline, suspect)
    .filter((candidate) => isEvident(candidate) && isRelevant(candidate, baseline));
  // Nothing to doubt: no need to know how much noise there is.
  if (candidates.length === 0) return [];
  const placebo = placeboOf(comparer, baseline, suspect.length);
  return candidates
    .map((candidate) => ({ ...candidate, confidence: confidenceOf(candidate, placebo[candidate.family]) }))
    .filter(({ confidence }) => confidence >= REPORTED_FROM);
}

/** Bonferroni: the evidence that chance alone gives once in so many windows, with so many places. */
const neededFor = ({ among }: Candidate): number => Math.log10(WINDOWS_PER_ALARM * among);

const isEvident = (candidate: Candidate): boolean =>
  candidate.evidence.lasts && candidate.evidence.decades >= neededFor(candidate);

/** Whether it made the traces that it is in longer by a share that matters. */
function isRelevant({ family, service, addedUs }: Candidate, baseline: readonly Trace[]): boolean {
  if (family !== 'time') return true;
  const lengths = baseline
    .filter(({ spans }) => spans.some((span) => span.service === service))
    .map(lengthOf);
  return addedUs >= RELEVANT * (lengths.length === 0 ? 0 : median(lengths));
}

const lengthOf = ({ startUs, endUs }: Trace): number => endUs - startUs;

/** 0.5 where the evidence is just what is needed; nine in ten parts of the doubt go with every two decades more. */
const confidenceOf = (candidate: Candidate, placebo: number): number =>
  1 - 0.5 * 10 ** ((Math.max(neededFor(candidate), placebo) - candidate.evidence.decades) / 2);
