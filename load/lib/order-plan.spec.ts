import { planKey, planOrder, randomOf } from './order-plan.ts';

const SKUS = ['LAMP-01', 'BULB-01', 'MUG-01', 'VASE-01'];
const orders = (seed: number) => Array.from({ length: 200 }, (_, n) => planOrder(seed, n, SKUS));

describe('the orders of a seed', () => {
  it('are the same every time', () => {
    expect(orders(7)).toEqual(orders(7));
  });

  it('are others than those of another seed', () => {
    expect(orders(7)).not.toEqual(orders(8));
  });

  it('do not depend on which was asked for first', () => {
    const last = planOrder(7, 199, SKUS);
    expect(orders(7)[199]).toEqual(last);
  });

  it('name one to three different products, one to three pieces each', () => {
    for (const { customerId, lines } of orders(1)) {
      expect(customerId).toMatch(/^c-\d{1,3}$/);
      expect(lines.length).toBeGreaterThanOrEqual(1);
      expect(lines.length).toBeLessThanOrEqual(3);
      expect(new Set(lines.map(({ sku }) => sku)).size).toBe(lines.length);
      for (const { quantity } of lines) expect([1, 2, 3]).toContain(quantity);
    }
  });

  it('can be made of one product', () => {
    expect(planOrder(1, 0, ['MUG-01']).lines).toHaveLength(1);
  });
});

it('keys are the same for a seed but for the run, and no two orders of a run share one', () => {
  const keys = (run: string, seed: number) => Array.from({ length: 100 }, (_, n) => planKey(run, seed, n));
  expect(keys('a', 7)).toEqual(keys('a', 7));
  expect(keys('a', 7).map((key) => key.replace('a-', 'b-'))).toEqual(keys('b', 7));
  expect(new Set(keys('a', 7)).size).toBe(100);
});

it('numbers of neighbouring arrivals are spread evenly', () => {
  const first = Array.from({ length: 1000 }, (_, n) => randomOf(1, n)());
  const mean = first.reduce((sum, value) => sum + value, 0) / first.length;
  expect(mean).toBeGreaterThan(0.45);
  expect(mean).toBeLessThan(0.55);
});
