import { LOG_METRICS, METRICS, OBJECTIVES } from '@lab/contracts';
import { board } from '../board.ts';
import { bucketBound, orNone, quantile, rate, rateBy } from '../expr.ts';
import { graph, stat } from '../kinds.ts';
import { label, toComplaints, toLogs, toObjectives, toOverview } from '../panel.ts';
import { series, value } from '../query.ts';

// Natively a collector may replace Fluent Bit, with other names for the same metrics.
const agent = (fluentBit: string, fallback: string): string => `(${fluentBit} or ${fallback})`;
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

const freshness = (suffix: '_bucket' | '_count', where: string): string =>
  `${METRICS.signalFreshness}${suffix}{${where}}`;
/** Share of the prober's orders of which a signal came too late; none where nothing was counted. */
const late = (signal: string, seconds: number): string => {
  const all = rate(freshness('_count', `signal="${signal}"`));
  const inTime = rate(freshness('_bucket', `signal="${signal}", le="${bucketBound(seconds)}"`));
  return `(${all} - ${inTime}) / clamp_min(${all}, 1e-9)`;
};

/** A quantile of nothing is no number, which the comparison drops. */
const untilVisible = (q: number, signal: string): string =>
  orNone(`${quantile(q, METRICS.signalFreshness, { where: `{signal="${signal}"}` })} >= 0`);

export const pipeline = board({
  uid: 'lab-pipeline',
  title: 'Telemetry pipeline',
  description: 'Whether to trust the other dashboards: spans, lines and samples in transit, and lost ones.',
  rows: [
    {
      title: 'Losses and backlogs',
      panels: [
        stat({
          title: 'Dropped spans and log lines',
          description:
            'Is telemetry lost? Spans dropped, refused or given up, and log lines dropped, per second.',
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
            'Do log lines wait? Chunks of undelivered log lines on the agent’s disk. The agent sends them when the receiver is back.',
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
      title: 'Freshness: how soon the prober finds what an order has left',
      panels: [
        graph({
          title: 'Late signals by kind',
          description: `Is telemetry visible in time? Share of the prober's orders whose trace was not in Jaeger within ${OBJECTIVES.traceSeconds} s, or whose log lines were not in Loki within ${OBJECTIVES.logSeconds} s.`,
          unit: 'percentunit',
          queries: [
            series(late('trace', OBJECTIVES.traceSeconds), 'traces'),
            series(late('log', OBJECTIVES.logSeconds), 'log lines'),
          ],
          limit: { at: 1 - OBJECTIVES.visibleInTime },
          links: [toObjectives, toLogs('prober')],
          movedBy: 'proof of trace-freshness',
          width: 12,
        }),
        graph({
          title: 'Time until visible',
          description:
            'How soon can an engineer see what happened? Time from a settled order to its trace in Jaeger and its log lines in Loki; the prober gives up after 30 s, and 0 is none.',
          unit: 's',
          queries: [
            series(untilVisible(0.5, 'trace'), 'traces p50'),
            series(untilVisible(0.99, 'trace'), 'traces p99'),
            series(untilVisible(0.5, 'log'), 'log lines p50'),
            series(untilVisible(0.99, 'log'), 'log lines p99'),
          ],
          limit: { at: OBJECTIVES.traceSeconds },
          links: [toLogs('otel-collector'), toLogs('jaeger'), toLogs('loki')],
          movedBy: 'proof of log-freshness',
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
            'Do spans arrive? Spans sent by the services, received by the collector (k6’s included) and delivered to Jaeger. The lines should coincide.',
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
            'Does the collector keep up? Spans waiting for delivery to Jaeger. At 20,000 it drops new ones.',
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
            'Do log lines arrive? Lines read by the agent, forwarded, and accepted by Loki. The graphs should coincide.',
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
            'Does the agent retry deliveries? Records that it sends again because the receiver did not accept them.',
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
            'Can every line be parsed? Lines that do not match their format. They are kept unchanged.',
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
            'How long does a scrape take? The slowest scrape of each target. After 4 s Prometheus gives up, and the graphs have a gap.',
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
