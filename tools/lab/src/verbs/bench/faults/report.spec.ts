import { costOf, describeCost } from './report.ts';

describe('the cost of faults that are off', () => {
  it('is the difference of each round, for one look', () => {
    const cost = costOf({ looks: 8, nanos: { without: [1_000, 2_000, 1_000], off: [1_040, 2_080, 1_160] } });
    expect(cost).toMatchObject({ rounds: 3, held: true, lookNanos: { median: 10, min: 5, max: 20 } });
    expect(cost.ratio.median).toBeCloseTo(1.04);
    expect(describeCost(cost)).toHaveLength(3);
  });

  it('is refuted where a look costs too much, or nothing was measured right', () => {
    const dear = costOf({ looks: 8, nanos: { without: [1_000], off: [1_900] } });
    expect([dear.held, describeCost(dear).at(-1)]).toEqual([false, '✗ a look costs more than 100 ns']);
    expect(costOf({ looks: 8, nanos: { without: [], off: [1_000] } }).held).toBe(false);
  });
});
