import { z } from 'zod';
import { describeSpread, ratios, type Spread, spreadOf } from '../statistics.ts';

/** What bench/faults prints: CPU time of one order's encoding, round by round. */
export const Measured = z.object({
  looks: z.number().int().positive(),
  nanos: z.object({ without: z.array(z.number()), off: z.array(z.number()) }),
});
export type Measured = z.infer<typeof Measured>;

export interface FaultCost {
  readonly rounds: number;
  /** Nanoseconds that a look for one fault may cost. */
  readonly limit: number;
  readonly held: boolean;
  readonly lookNanos: Spread;
  /** With the looks over without them, round by round. */
  readonly ratio: Spread;
}

const LIMIT_NANOS = 100;

export const costOf = ({ looks, nanos: { without, off } }: Measured): FaultCost => {
  const lookNanos = spreadOf(off.map((value, round) => (value - (without[round] ?? Number.NaN)) / looks));
  const held = lookNanos.median <= LIMIT_NANOS;
  return { rounds: off.length, limit: LIMIT_NANOS, held, lookNanos, ratio: spreadOf(ratios(off, without)) };
};

export const describeCost = ({ rounds, limit, held, lookNanos, ratio }: FaultCost): string[] => [
  `faults that are off, in ${rounds} rounds: median (min–max)`,
  `  one look for a fault, ns                   ${describeSpread(lookNanos, 1)}`,
  `  an order encoded with all looks / without  ${describeSpread(ratio, 3)}`,
  ...(held ? [] : [`✗ a look costs more than ${limit} ns`]),
];
