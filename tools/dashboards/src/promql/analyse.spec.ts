import { analyse, type Metric } from './analyse.ts';
import { MILLISECONDS, perSecond, SECONDS, SHARE, THINGS } from './dimension.ts';

const METRICS = new Map<string, Metric>([
  ['requests_total', { labels: ['job', 'status'] }],
  ['wait_seconds_bucket', { labels: ['job', 'le'] }],
  ['wait_seconds_sum', { labels: ['job'] }],
  ['busy_seconds_total', { labels: ['job'] }],
  ['span_milliseconds_bucket', { labels: ['le'] }],
  ['queued', { labels: ['queue'] }],
  ['odd_p99', { labels: [], dimension: SECONDS }],
]);
const of = (expr: string) => analyse(expr, METRICS);

describe('the dimension of a query', () => {
  it.each([
    ['requests_total', THINGS],
    ['sum(rate(requests_total[1m]))', perSecond(THINGS)],
    ['sum(increase(requests_total[1m]))', THINGS],
    ['rate(busy_seconds_total[1m])', SHARE],
    ['rate(wait_seconds_sum[1m]) / rate(busy_seconds_total[1m])', SHARE],
    ['histogram_quantile(0.9, sum by (le) (rate(wait_seconds_bucket[1m])))', SECONDS],
    ['queued / on (queue) rate(queued[1m])', SECONDS],
    ['queued == 0 or queued / rate(queued[1m]) or queued * Inf or queued * 0', SECONDS],
    ['1 - (sum(rate(requests_total[1m])) or vector(0)) / sum(rate(requests_total[1m]))', SHARE],
    ['count(requests_total == 0)', THINGS],
    ['odd_p99', SECONDS],
    ['resets(busy_seconds_total[5m])', THINGS],
    ['-(odd_p99 offset 5m)', SECONDS],
    ['clamp_max(odd_p99, 300)', SECONDS],
    ['clamp_min(wait_seconds_sum - 1, 0)', SECONDS],
    ['histogram_quantile(0.9, sum by (le) (rate(span_milliseconds_bucket[1m])))', MILLISECONDS],
  ])('%s', (expr, expected) => {
    expect(of(expr).dimension).toEqual(expected);
  });

  it('is open for a number', () => {
    expect(of('vector(0) or 1').dimension).toBeUndefined();
  });
});

describe('the labels of the answer', () => {
  it.each([
    ['requests_total', ['job', 'status']],
    ['sum by (status) (requests_total)', ['status']],
    ['sum without (status) (requests_total)', ['job']],
    ['sum(requests_total)', []],
    ['histogram_quantile(0.9, rate(wait_seconds_bucket[1m]))', ['job']],
    ['1 - sum by (job) (requests_total)', ['job']],
    ['sum by (job) (requests_total) or sum by (status) (requests_total)', ['job', 'status']],
  ])('%s', (expr, expected) => {
    expect([...of(expr).labels]).toEqual(expected);
  });
});

it('names the metrics that are asked for', () => {
  expect([...of('queued / requests_total').metrics]).toEqual(['queued', 'requests_total']);
});

it.each([
  ['sum(rate(requests_total[1m])', 'no PromQL'],
  ['requests', 'there is no metric requests'],
  ['requests_total{code="500"}', 'there is no label code in requests_total'],
  ['sum by (code) (requests_total)', 'there is no label code'],
  ['queued + busy_seconds_total', 'must be in the same unit'],
  ['histogram_quantile(0.9, sum(rate(wait_seconds_bucket[1m])))', 'without le'],
  ['histogram_quantile(0.9, sum by (le) (wait_seconds_bucket)) + queued', 'must be in the same unit'],
  ['sort(queued)', 'cannot judge the function sort'],
])('refuses %s', (expr, message) => {
  expect(() => of(expr)).toThrow(message);
});
