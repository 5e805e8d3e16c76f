import type { Trace } from '../trace/trace.ts';
import type { Candidate } from './candidate.ts';
import { Contexts } from './contexts.ts';
import { failureCandidates, type FailureLooks, failureLooks } from './failures.ts';
import { callsBy, fanOutCandidates } from './fan-out.ts';
import { calleesIn, piecesOf } from './pieces.ts';
import { memo } from './memo.ts';
import { intermittentIn, isKnownNoise } from './known-noise.ts';
import { shapeCandidates, shapesIn } from './shapes.ts';
import { type Cut, weighedSubjects } from './subjects.ts';
import { timeCandidates } from './time-suspects.ts';

/** Compares windows of one set of traces, in every respect, as often as asked: what is known of a trace is found once. */
export class Comparer {
  readonly #contexts = new Contexts();
  readonly #shapesOf = memo(shapesIn(this.#contexts));
  readonly #callsIn = memo(callsBy(this.#contexts));
  readonly #failures: FailureLooks;
  readonly #cut: (trace: Trace) => Cut;

  constructor(traces: readonly Trace[]) {
    const callees = calleesIn(traces);
    this.#failures = failureLooks(callees);
    this.#cut = memo((trace: Trace) => ({ trace, pieces: piecesOf(trace, callees) }));
  }

  candidates(baseline: readonly Trace[], suspect: readonly Trace[]): Candidate[] {
    const windows = { baseline, suspect };
    const candidates = [
      ...timeCandidates(
        weighedSubjects({ baseline: baseline.map(this.#cut), suspect: suspect.map(this.#cut) }),
      ),
      ...shapeCandidates(windows, this.#shapesOf),
      ...fanOutCandidates(windows, this.#callsIn),
      ...failureCandidates(windows, this.#failures),
    ];
    const additional = new Set(candidates.flatMap((candidate) => candidate.additional ?? []));
    const noise = intermittentIn(baseline, additional, this.#contexts);
    return candidates.filter((candidate) => !isKnownNoise(candidate, noise));
  }
}
