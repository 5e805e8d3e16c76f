import { groupByJob, grownBeyond, leakedIn, type SeriesByJob } from './series.ts';

/** What a run shows of one job: each metric with one label, whose values are given. */
const run = (metrics: Readonly<Record<string, readonly string[]>>): SeriesByJob =>
  groupByJob(
    Object.entries(metrics).flatMap(([name, values]) =>
      values.map((value) => ({ __name__: name, job: 'orders', value })),
    ),
  );

const ordersOf = (from: number, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `order-${from + index}`);

describe('growth of series', () => {
  it('is tolerated up to three metrics of a job', () => {
    const first = run({ requests_total: ['2xx'] });
    expect(grownBeyond(first, run({ requests_total: ['2xx', '4xx', '5xx', '3xx'] }))).toEqual({});
    expect(grownBeyond(first, run({ requests_total: ['2xx', ...ordersOf(0, 4)] }))).toMatchObject({
      orders: expect.arrayContaining([expect.stringContaining('order-3')]),
    });
  });

  it('counts a histogram with the same labels as one', () => {
    const histogram = { seconds_bucket: ['a'], seconds_count: ['a'], seconds_sum: ['a'] };
    expect(grownBeyond(run({}), run({ ...histogram, x: ['1'], y: ['1'] }))).toEqual({});
  });
});

describe('a leak of series', () => {
  const [first, second] = [run({ requests_total: ordersOf(0, 9) }), run({ requests_total: ordersOf(9, 9) })];

  it('is a metric that has new series in each run', () => {
    expect(leakedIn(first, second, run({ requests_total: ordersOf(18, 9) }))).toEqual({
      orders: expect.arrayContaining([expect.stringContaining('order-18')]),
    });
  });

  it('is not a metric that grew once', () => {
    expect(leakedIn(first, second, run({ requests_total: ordersOf(0, 18) }))).toEqual({});
  });

  it('is not one metric after another, each once', () => {
    const third = run({ requests_total: ordersOf(0, 18), tables_total: ordersOf(0, 9) });
    expect(leakedIn(first, second, third)).toEqual({});
  });

  it('is not a value now and then', () => {
    const third = run({ requests_total: [...ordersOf(0, 18), 'order-18'] });
    expect(leakedIn(first, second, third)).toEqual({});
  });
});
