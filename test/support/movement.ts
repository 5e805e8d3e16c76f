import type { Panel } from '../../tools/boards/src/index.ts';
import type { Series } from './boards.ts';

/** What counts as a change at all, by Grafana's unit: less is chance on a machine that does other things, too. */
const LEAST: Readonly<Record<string, number>> = {
  short: 2.5,
  s: 0.1,
  ms: 100,
  percentunit: 0.08,
  reqps: 1,
  ops: 0.3,
  mps: 1,
  bytes: 5e6,
  none: 1,
};
/** Besides that, a value has to leave the quiet time's band by twice its width, and by this share of its level. */
const SHARE = 0.5;
/** Counts of what comes by chance vary by their square root: three of those are rare. */
const SIGMAS = 3;

interface Band {
  readonly low: number;
  readonly high: number;
}
const bandOf = (values: readonly number[]): Band => ({ low: Math.min(...values), high: Math.max(...values) });

/** What was seen more than once: one point that sticks out is no movement. */
const seenTwice = (values: readonly number[]): readonly number[] =>
  values.length < 3 ? values : [...values].sort((a, b) => a - b).slice(1, -1);

const unitOf = ({ type, fieldConfig }: Panel): string =>
  type === 'heatmap' ? 'ops' : (fieldConfig.defaults.unit ?? 'short');

const leastOf = (panel: Panel): number => {
  if (panel.type === 'state-timeline') return 0.5;
  const least = LEAST[unitOf(panel)];
  if (least === undefined) throw new Error(`how much is a change in "${unitOf(panel)}"?`);
  return least;
};

/** Where a panel's value becomes bad. Not of times: those have long tails, and cross it by chance. */
const limitOf = (panel: Panel): number | undefined =>
  unitOf(panel) === 's'
    ? undefined
    : (panel.fieldConfig.defaults.thresholds?.steps.findLast(({ value }) => value !== null)?.value ??
      undefined);

const crosses = (limit: number | undefined, quiet: Band, now: Band): boolean =>
  limit !== undefined &&
  ((quiet.high < limit && now.high >= limit) || (quiet.low >= limit && now.low < limit));

const leaves = (panel: Panel, { low, high }: Band, now: Band): boolean => {
  const level = Math.max(Math.abs(low), Math.abs(high));
  const chance = unitOf(panel) === 'short' && panel.type !== 'state-timeline' ? SIGMAS * Math.sqrt(level) : 0;
  const room = Math.max(leastOf(panel), 2 * (high - low), SHARE * level, chance);
  return now.high > high + room || now.low < low - room;
};

/**
 * How a panel looks different from the quiet time, in words; undefined where it does not. It does when a series leaves the band that
 * it kept then or crosses the panel's limit, when one is there that was not, or when one has fewer than half of its points;
 * not one that had few points anyway, as a count of rare log lines. All looks are of the same length.
 */
export const movementOf = (panel: Panel, quiet: readonly Series[], now: Series): string | undefined => {
  const names = new Set([...now.keys(), ...quiet.flatMap((look) => [...look.keys()])]);
  const most = Math.max(0, ...quiet.flatMap((look) => [...look.values()].map(({ length }) => length)));
  for (const name of names) {
    const looks = quiet.map((look) => look.get(name) ?? []);
    const movement = movementOfSeries(panel, looks, { now: now.get(name) ?? [], most });
    if (movement !== undefined) return `${name} ${movement}`;
  }
  return undefined;
};

const movementOfSeries = (
  panel: Panel,
  quiet: readonly (readonly number[])[],
  { now, most }: { now: readonly number[]; most: number },
): string | undefined => {
  const known = quiet.flat();
  if (known.length === 0 && now.length === 0) return undefined;
  if (known.length === 0) return bandOf(now).high >= leastOf(panel) ? 'appears' : undefined;
  const least = Math.min(...quiet.map(({ length }) => length));
  if (least >= most / 2 && now.length < least / 2) return 'goes';
  const [before, after] = [bandOf(known), bandOf(seenTwice(now))];
  if (!leaves(panel, before, after) && !crosses(limitOf(panel), before, after)) return undefined;
  return `was ${before.low} to ${before.high}, is ${after.low} to ${after.high}`;
};
