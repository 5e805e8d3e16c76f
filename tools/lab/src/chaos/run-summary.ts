import { percentile, type Percentiles, percentilesOf } from '../k6/percentiles.ts';
import type { RequestLine } from '../k6/request-line.ts';
import type { Conservation } from './conservation.ts';
import type { ObjectiveSeen } from './objectives-seen.ts';
import type { Span } from './recovery.ts';

/** One second as clients saw it. */
export interface Second {
  /** When it begins: milliseconds since 1970. */
  readonly at: number;
  readonly requests: number;
  readonly failed: number;
  /** Milliseconds that requests took which ended then. */
  readonly p50: number;
  readonly p99: number;
}

/** What clients saw during one run, with the fault or without. */
export interface RunSummary extends Span {
  readonly requests: number;
  readonly failed: number;
  /** Of accepted orders. */
  readonly accept: Percentiles;
  readonly conservation: Conservation;
  readonly unsettled: number;
  readonly objectives: readonly ObjectiveSeen[];
  readonly seconds: readonly Second[];
}

const SECOND_MS = 1000;

export const secondsOf = (lines: readonly RequestLine[]): readonly Second[] => {
  const bySecond = new Map<number, RequestLine[]>();
  for (const line of lines) {
    const at = Math.floor((line.at + line.ms) / SECOND_MS) * SECOND_MS;
    const second = bySecond.get(at) ?? [];
    bySecond.set(at, second);
    second.push(line);
  }
  return [...bySecond]
    .toSorted(([a], [b]) => a - b)
    .map(([at, ended]) => {
      const took = ended.map(({ ms }) => ms).toSorted((a, b) => a - b);
      return {
        at,
        requests: ended.length,
        failed: ended.filter(({ ok }) => !ok).length,
        p50: percentile(took, 0.5) ?? 0,
        p99: percentile(took, 0.99) ?? 0,
      };
    });
};

export const acceptTimes = (lines: readonly RequestLine[]): Percentiles =>
  percentilesOf(lines.flatMap(({ id, ms }) => (id === undefined ? [] : [ms])));
