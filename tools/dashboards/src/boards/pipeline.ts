import { LOG_METRICS, METRICS } from '@lab/contracts';
import { board } from '../board.ts';
import { orNone, rate, rateBy } from '../expr.ts';
import { graph, stat } from '../kinds.ts';
import { label, toComplaints, toLogs, toOverview } from '../panel.ts';
import { series, value } from '../query.ts';

// Natively a collector may stand in for Fluent Bit: it has other names for the same.
const agent = (fluentBit: string, standIn: string): string => `(${fluentBit} or ${standIn})`;
const RECORDS_OUT = agent(
  rate('fluentbit_output_proc_records_total{name=~"opentelemetry.*"}'),
  rate('otelcol_exporter_sent_log_records{job="fluent-bit"}'),
);
const LOST_RECORDS = agent(
  rate('fluentbit_output_dropped_records_total{name=~"opentelemetry.*"}'),
  rate('otelcol_exporter_send_failed_log_records{job="fluent-bit"}'),
);

const LOST = [
  rate(METRICS.spansDropped),
  rate('otelcol_receiver_refused_spans{job="otel-collector"}'),
  rate('otelcol_exporter_send_failed_spans{job="otel-collector"}'),
  rate('otelcol_exporter_enqueue_failed_spans{job="otel-collector"}'),
  rate(METRICS.logLinesDropped),
  LOST_RECORDS,
];

export const pipeline = board({
  uid: 'lab-pipeline',
  title: 'Telemetry pipeline',
  description:
    'Whether to believe the other boards: what spans, lines and samples there are, and which get lost.',
  rows: [
    {
      title: 'Losses and backlogs',
      panels: [
        stat({
          title: 'Dropped spans and log lines',
          description:
            'Is anything lost? Spans that were dropped, refused or given up, and log lines that found no room, per second.',
          unit: 'ops',
          queries: [value(LOST.map(orNone).join(' + '))],
          limit: { at: 0.001 },
          links: [toComplaints],
          movedBy: 'otel-collector-frozen',
          width: 12,
        }),
        stat({
          title: 'Log agent backlog',
          description:
            'Do log lines wait? Chunks of log lines on the agent’s disk, which nobody took yet. They are sent once somebody does.',
          unit: 'short',
          queries: [
            value(
              agent('sum(fluentbit_storage_fs_chunks)', 'sum(otelcol_exporter_queue_size{job="fluent-bit"})'),
            ),
          ],
          limit: { at: 10 },
          links: [toLogs('loki')],
          movedBy: 'loki-frozen',
          width: 12,
        }),
      ],
    },
    {
      title: 'Traces',
      panels: [
        graph({
          title: 'Span rate by stage',
          description:
            'Do spans arrive? Sent by the services, taken by the collector (with those of k6), and handed to Jaeger: the lines lie together.',
          unit: 'ops',
          queries: [
            series(rate(METRICS.spansExported), 'sent by the services'),
            series(rate('otelcol_receiver_accepted_spans{job="otel-collector"}'), 'taken by the collector'),
            series(rate('otelcol_exporter_sent_spans{job="otel-collector"}'), 'handed to Jaeger'),
          ],
          links: [toLogs('otel-collector')],
          movedBy: 'load',
          width: 12,
        }),
        graph({
          title: 'Collector queue to Jaeger',
          description:
            'Does the collector keep up? Spans that wait to be handed to Jaeger. When 20,000 do, it drops what comes.',
          unit: 'short',
          queries: [series('sum(otelcol_exporter_queue_size{job="otel-collector"})', 'waiting')],
          limit: { at: 15_000 },
          links: [toLogs('otel-collector'), toLogs('jaeger')],
          movedBy: 'jaeger-frozen',
          width: 12,
        }),
      ],
    },
    {
      title: 'Logs',
      panels: [
        graph({
          title: 'Log line rate by stage',
          description:
            'Do lines arrive? Read by the agent, handed on, and taken by Loki: the lines lie together.',
          unit: 'ops',
          queries: [
            series(rate(LOG_METRICS.lines), 'read'),
            series(RECORDS_OUT, 'handed on'),
            series(rate('loki_distributor_lines_received_total'), 'taken by Loki'),
          ],
          links: [toLogs('loki')],
          movedBy: 'loki-frozen',
          width: 8,
        }),
        graph({
          title: 'Log delivery retries',
          description:
            'Does the agent have to send records again? Records that the agent has to send again, since nobody took them.',
          unit: 'ops',
          queries: [
            series(
              agent(
                rate('fluentbit_output_retried_records_total{name=~"opentelemetry.*"}'),
                `0 * ${rate('otelcol_exporter_sent_log_records{job="fluent-bit"}')}`,
              ),
              'sent again',
            ),
          ],
          links: [toLogs('loki')],
          movedBy: 'loki-frozen',
          width: 8,
        }),
        graph({
          title: 'Unparsed log lines',
          description:
            'Can every line be read? Lines that are not what their format says. They are kept as they came.',
          unit: 'ops',
          queries: [
            series(
              `${rateBy('service, reason', LOG_METRICS.parseFailures)} or 0 * ${rateBy('service', `${LOG_METRICS.lines}{format!="raw"}`)}`,
              '{{service}} {{reason}}',
            ),
          ],
          links: [toLogs(label('service'))],
          movedBy: 'broken-log-line',
          width: 8,
        }),
      ],
    },
    {
      title: 'Metrics',
      panels: [
        graph({
          title: 'Scrape duration by target',
          description:
            'How long does a scrape take? The slowest scrape of each target. At 4 s Prometheus gives up, and the graphs have a gap.',
          unit: 's',
          queries: [series('max by (job) (scrape_duration_seconds)', '{{job}}')],
          limit: { at: 4 },
          links: [toOverview],
          movedBy: 'inventory-frozen',
          width: 12,
        }),
        graph({
          title: 'Series by target',
          description:
            'Which target has how many series? Samples per scrape, by target. A target that grows here costs memory everywhere.',
          unit: 'short',
          queries: [series('sum by (job) (scrape_samples_post_metric_relabeling)', '{{job}}')],
          links: [toOverview],
          movedBy: 'inventory-frozen',
          width: 12,
          isStacked: true,
        }),
      ],
    },
  ],
});
