import { k6ResultOf } from './thresholds.ts';

const summary = {
  root_group: { checks: [{ name: 'one key is one order', passes: 9, fails: 1, path: '::x' }] },
  metrics: {
    'http_req_duration{name:POST /orders}': {
      type: 'trend',
      values: { count: 200, 'p(99)': 312.5, max: 400 },
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
        verdict: 'refuted',
        actual: 312.5,
      },
      { metric: 'orders_failed', condition: 'count==0', verdict: 'held', actual: 0 },
    ]);
  });

  it.each([
    ['a trend', 'trend', { count: 0, 'p(99)': 0, max: 0 }, 'p(99)<250', true],
    ['a trend that k6 did not count', 'trend', { 'p(99)': 0 }, 'p(99)<250', true],
    ['a rate', 'rate', { rate: 0, passes: 0, fails: 0 }, 'rate==0', true],
    ['a rate that k6 finds broken', 'rate', { rate: 0, passes: 0, fails: 0 }, 'rate==1', false],
  ])('has no verdict on %s without samples', (_, type, values, condition, ok) => {
    const metrics = { m: { type, values, thresholds: { [condition]: { ok } } } };
    expect(k6ResultOf({ ...summary, metrics }).thresholds).toEqual([
      { metric: 'm', condition, verdict: 'no samples', actual: null },
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
