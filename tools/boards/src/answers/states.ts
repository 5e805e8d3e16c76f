import type { Point } from './frame.ts';

export interface State {
  readonly fromMs: number;
  readonly toMs: number;
  readonly value: number;
}

/** How long each value lasted: up to the next one, the last up to the end. Where there is no value there is no state. */
export function statesOf(points: readonly Point[], untilMs: number): State[] {
  const states: State[] = [];
  for (const [index, [timeMs, value]] of points.entries()) {
    if (value === null) continue;
    const toMs = points[index + 1]?.[0] ?? Math.max(timeMs, untilMs);
    const before = states.at(-1);
    if (before?.value === value && before.toMs === timeMs) states[states.length - 1] = { ...before, toMs };
    else states.push({ fromMs: timeMs, toMs, value });
  }
  return states;
}
