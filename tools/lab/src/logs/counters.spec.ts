import { dropped, linesCounted, parseSamples } from './counters.ts';

const PAGE = `# HELP lab_log_lines_total Log lines.
# TYPE lab_log_lines_total counter
lab_log_lines_total{service="gateway",level="info",format="logfmt"} 5
lab_log_lines_total{format="logfmt",level="unparsed",service="gateway"} 2.0
lab_log_lines_total{service="orders",level="info",format="ltsv"} 7
fluentbit_output_dropped_records_total{name="opentelemetry.2"} 49726
fluentbit_output_dropped_records_total{name="prometheus_exporter.0"} 0
go_goroutines 12
`;

describe('the counters of the log agent', () => {
  it('are summed by service, whatever the order of labels', () => {
    expect([...linesCounted(parseSamples(PAGE))]).toEqual([
      ['gateway', 7],
      ['orders', 7],
    ]);
  });

  it('are read past an exemplar, and braces in a label', () => {
    const line = 'lab_http_x_count{route="/orders/{id}",note="a \\"}\\" b"} 10 # {trace_id="a"} 1 1700000000';
    expect(parseSamples(line)).toEqual([
      { name: 'lab_http_x_count', labels: 'route="/orders/{id}",note="a \\"}\\" b"', value: 10 },
    ]);
  });

  it('say what was given up', () => {
    expect(dropped(parseSamples(PAGE))).toBe(49_726);
  });
});
