import { below, seeded } from './random.ts';

export interface OrderBody {
  customerId: string;
  lines: { sku: string; quantity: number }[];
}

const CUSTOMERS = 500;

/** Numbers of their own for the n-th arrival of a seed, whichever client takes it and whenever. */
export const randomOf = (seed: number, n: number): (() => number) =>
  seeded(Math.imul(seed + 1, 0x9e3779b1) ^ n);

/** The n-th order of a seed: one to three different products, one to three pieces each. */
export const planOrder = (seed: number, n: number, skus: readonly string[]): OrderBody => {
  const random = randomOf(seed, n);
  const chosen = new Set<string>();
  const wanted = Math.min(1 + below(random, 3), skus.length);
  while (chosen.size < wanted) chosen.add(skus[below(random, skus.length)] ?? '');
  return {
    customerId: `c-${below(random, CUSTOMERS)}`,
    lines: [...chosen].map((sku) => ({ sku, quantity: 1 + below(random, 3) })),
  };
};

/**
 * The idempotency key of the n-th order: of the seed alone, behind the run. Without the run in it, a second run of a
 * seed would be given the first one's orders and place none.
 */
export const planKey = (run: string, seed: number, n: number): string => `load-${run}-${seed}-${n}`;
