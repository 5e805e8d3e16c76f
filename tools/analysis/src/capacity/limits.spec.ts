import { limitOf, lossesAt } from './limits.ts';
import { PEAKED } from './testing/ramps.ts';

it('shares the time of an order among work and both kinds of waiting', () => {
  const { contention, coherency } = lossesAt({ rate: 1, contention: 0.1, coherency: 0.01 }, 11);
  expect(contention).toBeCloseTo(1 / 3.1);
  expect(coherency).toBeCloseTo(1.1 / 3.1);
});

it.each([
  [2, 'none'],
  [10, 'contention'],
  [48, 'coherency'],
] as const)('with %d clients the limit is %s', (clients, limit) => {
  expect(limitOf(lossesAt(PEAKED, clients))).toBe(limit);
});
