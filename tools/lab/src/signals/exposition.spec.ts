import { sumOf } from './exposition.ts';

const SHOWN = `# TYPE lab_probes counter
lab_probes_total{outcome="confirmed"} 40
lab_probes_total{outcome="refused"} 3
lab_probes_total{outcome="unread"} 2
# TYPE lab_signal_freshness_seconds histogram
lab_signal_freshness_seconds_bucket{le="7.5",signal="trace"} 12 # {trace_id="1"} 2.1 1764280800
lab_signal_freshness_seconds_bucket{le="+Inf",signal="trace"} 14
lab_signal_freshness_seconds_count{signal="trace"} 14
lab_signal_freshness_seconds_count{signal="log"} 9
lab_plain_total 7
# EOF
`;

describe('a selector on what a service shows', () => {
  it.each([
    ['lab_probes_total{job="prober",outcome=~"refused|unread"}', 5],
    ['lab_probes_total{job="prober"}', 45],
    ['lab_probes_total{outcome=~"ref"}', 0],
    ['lab_signal_freshness_seconds_bucket{job="prober",signal="trace",le="7.5"}', 12],
    ['lab_signal_freshness_seconds_count{signal="log"}', 9],
    ['lab_plain_total', 7],
    ['lab_probes', 0],
  ])('%s is %s', (selector, sum) => {
    expect(sumOf(SHOWN, selector)).toBe(sum);
  });

  it.each(['rate(lab_probes_total[1m])', 'lab_probes_total{outcome!="refused"}'])(
    'refuses %s',
    (selector) => {
      expect(() => sumOf(SHOWN, selector)).toThrow(`not a plain selector: ${selector}`);
    },
  );
});
