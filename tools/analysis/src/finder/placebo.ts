import type { Trace } from '../trace/trace.ts';
import type { Family } from './candidate.ts';
import type { Comparer } from './candidates.ts';

/** How much evidence each family shows where nothing happened, in decades. */
export type Placebo = Readonly<Record<Family, number>>;

const BLOCKS = 3;
/** Fewer traces than this cannot be split. */
const FEWEST = 30;
const ENOUGH = 600;
/** Evidence that chance alone gives among a hundred places does not grow with the window. */
const CHANCE = 3;

/**
 * Judges the baseline by itself: each third against the other two. A system whose errors come in bursts shows "faults" there too, and what
 * the suspect window shows has to be clearer than those. Evidence grows with the number of traces, so it is scaled to the suspect window.
 */
export function placeboOf(comparer: Comparer, all: readonly Trace[], suspects: number): Placebo {
  const baseline = thinned(all);
  const most: Record<Family, number> = { time: 0, shape: 0, error: 0 };
  if (baseline.length < FEWEST) return most;
  const size = Math.ceil(baseline.length / BLOCKS);
  for (let from = 0; from < baseline.length; from += size) {
    const block = baseline.slice(from, from + size);
    const rest = [...baseline.slice(0, from), ...baseline.slice(from + size)];
    for (const { family, evidence } of comparer.candidates(rest, block)) {
      if (!evidence.lasts) continue;
      const beyond = Math.max(0, evidence.decades - CHANCE) * (suspects / block.length);
      most[family] = Math.max(most[family], Math.min(evidence.decades, CHANCE) + beyond);
    }
  }
  return most;
}

/** Of many traces, some from all over the window show the noise as well. */
function thinned(traces: readonly Trace[]): readonly Trace[] {
  const step = Math.ceil(traces.length / ENOUGH);
  return step <= 1 ? traces : traces.filter((_, index) => index % step === 0);
}
