import type { TimeRange } from '../interpolate.ts';
import type { Exemplar } from './frame.ts';

const SLOTS = 30;
const EACH = 2;

/** The highest of each stretch of time: of the thousands that Prometheus keeps, those that one wants to open. */
export function tellingExemplars(all: readonly Exemplar[], { from, to }: TimeRange): Exemplar[] {
  const within = all.filter(({ timeMs }) => timeMs >= from && timeMs <= to);
  const slots = Map.groupBy(within, ({ timeMs }) => Math.floor(((timeMs - from) / (to - from)) * SLOTS));
  return [...slots.values()].flatMap((slot) => slot.sort((a, b) => b.value - a.value).slice(0, EACH));
}
