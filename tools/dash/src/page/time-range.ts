import { durationMs, type TimeRange } from '@lab/boards';

/** A range as addresses and dashboards have it: `now-15m`, or milliseconds since 1970. */
export interface RangeText {
  readonly from: string;
  readonly to: string;
}

export const RANGES = ['5m', '15m', '1h', '6h', '24h'] as const;
export const REFRESHES = ['', '5s', '10s', '30s'] as const;
export const DEFAULT_RANGE: RangeText = { from: 'now-15m', to: 'now' };
const SHORTEST_MS = 10_000;

function readTime(text: string, now: number): number | undefined {
  if (/^\d+$/.test(text)) return Number(text);
  const [, sign, duration] = /^now(?:([+-])(\d+(?:ms|s|m|h|d)))?$/.exec(text) ?? [];
  if (duration !== undefined) return sign === '-' ? now - durationMs(duration) : now + durationMs(duration);
  if (text === 'now') return now;
  const parsed = Date.parse(text);
  return Number.isNaN(parsed) ? undefined : parsed;
}

/** The range in milliseconds; what cannot be read is the default, so that a broken link still shows something. */
export function readRange({ from, to }: RangeText, now: number): TimeRange {
  const start = readTime(from, now) ?? readTime(DEFAULT_RANGE.from, now) ?? now;
  const end = readTime(to, now) ?? now;
  return { from: Math.min(start, end - SHORTEST_MS), to: end };
}

/** What an address says, or what its view starts with. */
export const rangeTextIn = (params: URLSearchParams, otherwise: RangeText = DEFAULT_RANGE): RangeText => ({
  from: params.get('from') ?? otherwise.from,
  to: params.get('to') ?? otherwise.to,
});

export const isRelative = ({ to }: RangeText): boolean => to.startsWith('now');

/** `now-15m` → `15m`; undefined for what is no such range. */
export const presetOf = ({ from, to }: RangeText): string | undefined =>
  to === 'now' && from.startsWith('now-') ? from.slice('now-'.length) : undefined;

export const fixed = ({ from, to }: TimeRange): RangeText => ({
  from: String(Math.round(from)),
  to: String(Math.round(to)),
});

/** Twice as long, around the same middle. */
export function widened({ from, to }: TimeRange, now: number): TimeRange {
  const half = (to - from) / 2;
  const end = Math.min(now, to + half);
  return { from: end - 4 * half, to: end };
}
