import { SCRAPE_INTERVAL_MS, type TimeRange } from './interpolate.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const NICE_MS = [
  ...[1, 2, 5, 10, 15, 20, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 20, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12, 24].map((n) => n * HOUR),
];
const UNITS: Readonly<Record<string, number>> = { ms: 1, s: SECOND, m: MINUTE, h: HOUR, d: 24 * HOUR };

/** `15s` → 15000, as Grafana writes a shortest step (`>10s` too). */
export function durationMs(text: string): number {
  const [, amount, unit = ''] = /^>?\s*(\d+)(ms|s|m|h|d)$/.exec(text.trim()) ?? [];
  if (amount === undefined) throw new Error(`"${text}" is not a duration such as 15s or 1m`);
  return Number(amount) * (UNITS[unit] ?? 1);
}

interface Wanted {
  readonly range: TimeRange;
  /** How many points there is room for. */
  readonly points: number;
  /** No shorter than this, as a panel or a query may ask (`1m`). */
  readonly least?: string | undefined;
}

/** The step of a query: a round number, not more points than there is room for, not finer than what is scraped. */
export function intervalFor({ range, points, least }: Wanted): number {
  const exact = (range.to - range.from) / Math.max(1, points);
  const nearest = NICE_MS.reduce((best, each) =>
    Math.abs(each - exact) < Math.abs(best - exact) ? each : best,
  );
  return Math.max(nearest, least === undefined ? SCRAPE_INTERVAL_MS : durationMs(least));
}
