import type { Series } from './boards.ts';

/** Any smaller change is none, whatever the level. */
const LEAST = 1e-3;
/** Besides the width of the quiet time's band, a value has to leave it by this share of its level. */
const SHARE = 0.25;

interface Band {
  readonly low: number;
  readonly high: number;
}

const bandOf = (values: readonly number[]): Band => ({ low: Math.min(...values), high: Math.max(...values) });

const merged = (series: readonly Series[]): Map<string, number[]> => {
  const all = new Map<string, number[]>();
  for (const each of series)
    for (const [name, values] of each) all.set(name, [...(all.get(name) ?? []), ...values]);
  return all;
};

/**
 * How a panel looks different from the quiet time, in words; undefined where it does not. It does when a series leaves the band that
 * it kept then, when one is there that was not, or when one that was there has no value left.
 */
export const movementOf = (quiet: readonly Series[], now: Series): string | undefined => {
  const before = merged(quiet);
  for (const [name, values] of now) {
    const known = before.get(name) ?? [];
    if (values.length === 0) continue;
    if (known.length === 0) return `${name} appears`;
    const { low, high } = bandOf(known);
    const room = Math.max(LEAST, high - low, SHARE * Math.max(Math.abs(low), Math.abs(high)));
    const { low: least, high: most } = bandOf(values);
    if (most > high + room) return `${name} rises from ${high} to ${most}`;
    if (least < low - room) return `${name} falls from ${low} to ${least}`;
  }
  for (const [name, values] of before)
    if (values.length > 0 && (now.get(name) ?? []).length === 0) return `${name} goes`;
  return undefined;
};
