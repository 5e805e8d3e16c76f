import type { Objective } from '@lab/objectives';
import { budgetSpent, impactOn, missedIn, type Source } from './impact.ts';

const objective: Objective = {
  ...{ name: 'settling-latency', title: 'Orders settle in time', service: 'shop', owner: 'shop' },
  ...{ dashboard: '/d/x', description: 'x', target: 0.99, periodDays: 30, leastEvents: 10 },
  counters: { total: 'all_total', good: 'good_total' },
};
const span = { from: 100_000, to: 400_000 };
const times = { span, graph: { from: 40_000, to: 460_000 } };

/** A Prometheus that counted so many events, and that share of bad ones. */
const counting = (total: number | undefined, ratio: number | undefined, points: [number, number][] = []) => {
  const asked: [string, unknown][] = [];
  const source: Source = {
    read: async (query, at) => {
      asked.push([query, at]);
      const value = query.includes('increase') ? total : ratio;
      return value === undefined ? [] : [{ labels: {}, value }];
    },
    range: async (query, range) => {
      asked.push([query, range]);
      return [{ labels: {}, points }];
    },
  };
  return { source, asked };
};

describe('the impact on an objective', () => {
  it('is counted over the time of the incident, at its end', async () => {
    const { source, asked } = counting(1000.4, 0.25, [
      [200_000, 0.5],
      [300_000, -0.1],
    ]);
    const impact = await impactOn(objective, source, times);
    expect(impact.ratios.map(([, ratio]) => ratio)).toEqual([0.5, 0]);
    expect(impact).toMatchObject({ total: 1000, bad: 250, missed: { from: 200_000, to: 200_000 } });
    expect(asked[0]).toEqual(['sum(increase(all_total[300s]))', 400_000]);
    expect(asked[1]).toEqual([expect.stringContaining('rate(good_total[300s])'), 400_000]);
    expect(asked[2]).toEqual([
      expect.stringContaining('rate(good_total[20s])'),
      { ...times.graph, stepMs: 5000 },
    ]);
  });

  it('is null where nothing was counted, and 0 where nothing was bad', async () => {
    const { source } = counting(undefined, undefined);
    expect(await impactOn(objective, source, times)).toMatchObject({
      total: null,
      bad: null,
      budgetSpent: null,
      missed: null,
    });
    expect(await impactOn(objective, counting(0, undefined).source, times)).toMatchObject({
      total: 0,
      bad: 0,
      budgetSpent: null,
    });
    // More good events than events: what was placed before the incident settled in it.
    expect(await impactOn(objective, counting(100, -0.02).source, times)).toMatchObject({
      bad: 0,
      budgetSpent: 0,
    });
  });

  it('costs of the budget what the burn rate says', () => {
    // Ten times the allowed share for a thousandth of the period: a hundredth of the budget.
    expect(budgetSpent(objective, 0.1, 2592)).toBeCloseTo(0.01);
    expect(budgetSpent(objective, 0, 2592)).toBe(0);
  });

  it('lasts from the first to the last moment in which too many events were bad', () => {
    const ratios = [50_000, 150_000, 200_000, 250_000, 300_000].map(
      (at, index) => [at, [1, 0.01, 0.02, 0, 0.5][index] ?? 0] as const,
    );
    expect(missedIn(ratios, span, 0.01)).toEqual({ from: 200_000, to: 300_000 });
    expect(missedIn(ratios.slice(0, 2), span, 0.01)).toBeNull();
  });
});
