import { k6ResultOf } from './thresholds.ts';

const summary = {
  root_group: { checks: [{ name: 'one key is one order', passes: 9, fails: 1, path: '::x' }] },
  metrics: {
    'http_req_duration{name:POST /orders}': {
      type: 'trend',
      values: { 'p(99)': 312.5, max: 400 },
      thresholds: { 'p(99)<250': { ok: false } },
    },
    orders_failed: {
      type: 'counter',
      values: { count: 0, rate: 0 },
      thresholds: { 'count==0': { ok: true } },
    },
    dropped_iterations: { type: 'counter', values: { count: 3, rate: 0.1 } },
  },
};

describe("what is read of k6's summary", () => {
  it('is each threshold with what was measured for it', () => {
    expect(k6ResultOf(summary).thresholds).toEqual([
      {
        metric: 'http_req_duration{name:POST /orders}',
        condition: 'p(99)<250',
        held: false,
        actual: 312.5,
      },
      { metric: 'orders_failed', condition: 'count==0', held: true, actual: 0 },
    ]);
  });

  it('is each sentence of the script, those that were not always true once more', () => {
    const { checks, brokenChecks } = k6ResultOf(summary);
    expect(checks).toEqual([{ name: 'one key is one order', passes: 9, fails: 1 }]);
    expect(brokenChecks).toEqual({ 'one key is one order': 1 });
  });

  it('is how many arrivals were left out', () => {
    expect(k6ResultOf(summary).dropped).toBe(3);
    expect(k6ResultOf({ ...summary, metrics: {} })).toMatchObject({ dropped: 0, thresholds: [] });
  });
});
