import { type Law, type Point, throughputAt } from '../law.ts';
import { normal, type Random } from '../random.ts';

/** The peak is at 21.8 clients. */
export const PEAKED: Law = { rate: 100, contention: 0.05, coherency: 0.002 };
export const PAST_THE_PEAK = [1, 2, 4, 6, 8, 12, 16, 24, 32, 48] as const;
export const BEFORE_THE_PEAK = [1, 2, 3, 4, 6, 8, 12, 16] as const;

/** A ramp as a lab of this law would show it, each step off by some noise (a relative standard deviation). */
export const ramp = (
  law: Law,
  clients: readonly number[],
  { noise = 0, random = () => 0.5 }: { noise?: number; random?: Random } = {},
): Point[] =>
  clients.map((n) => ({
    clients: n,
    throughput: throughputAt(law, n) * (1 + (noise === 0 ? 0 : noise * normal(random))),
  }));
