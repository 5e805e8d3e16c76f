import { selectorsIn } from './selectors.ts';

describe('the selectors of an expression', () => {
  it.each([
    ['up == 0', ['up']],
    [
      'up{job!~"gateway|orders"} == 0 and count_over_time(up{job!~"gateway|orders"}[3m]) > 34',
      ['up{job!~"gateway|orders"}'],
    ],
    [
      'sum by (job, le) (rate(a_bucket{x="}"}[5m])) / on (job) group_left b offset 5m',
      ['a_bucket{x="}"}', 'b'],
    ],
    ['max without (w) (slo:error:ratio{id="a"}) > 14.4 * (1 - 0.999)', ['slo:error:ratio{id="a"}']],
    [
      'min(node_filesystem_avail_bytes{mountpoint="/"}) < 2e9',
      ['node_filesystem_avail_bytes{mountpoint="/"}'],
    ],
    ['vector(1)', []],
    ['{__name__=~"lab_.+"}', ['{__name__=~"lab_.+"}']],
    ['label_replace(up, "a", "$1", "b", "(.*)")', ['up']],
    ['a unless a offset 5m or increase(c[$__rate_interval])', ['a', 'c']],
  ])('%s', (expression, selectors) => {
    expect(selectorsIn(expression)).toEqual(selectors);
  });

  it('match whatever a dashboard variable may be', () => {
    expect(selectorsIn('rate(x{service="$service",route!~"${route:regex}", a="b"}[1m])')).toEqual([
      'x{service=~".*",route=~".*", a="b"}',
    ]);
  });
});
