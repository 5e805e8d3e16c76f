import { EVENT_LOOP_LAG_INTERVAL_MS, METRICS, OBJECTIVES } from '@lab/contracts';
import { board, choiceOf } from '../board.ts';
import { quantile, rate, rateBy, requests } from '../expr.ts';
import { graph, spread, traceTable, upAndDown } from '../kinds.ts';
import { toLogs, toPipeline, toQueues, variable } from '../panel.ts';
import { buckets, series, seriesWithExemplars, traces } from '../query.ts';

const OF = 'job="$service"';
const logs = [toLogs(variable('service'))];

/** Less the time from look to look, which the metric counts too. */
const lateness = (statistic: 'p99' | 'mean'): string =>
  `clamp_min(max by (job) (nodejs_eventloop_lag_${statistic}_seconds{${OF}}) - ${EVENT_LOOP_LAG_INTERVAL_MS / 1000}, 0)`;

export const service = board({
  uid: 'lab-service',
  title: 'Service',
  description: 'One service: requests, errors and duration (RED), utilisation and saturation (USE).',
  variables: [
    choiceOf('service', 'Service', {
      // Not those that have no requests for hours: all panels would be empty.
      query: `label_values(${METRICS.httpServerInFlight}{job!~"oncall|prober"}, job)`,
      first: 'gateway',
    }),
  ],
  rows: [
    {
      title: 'Requests',
      panels: [
        graph({
          title: 'Request rate by route',
          description: 'Which requests does it receive? Requests per second that it answers, by route.',
          unit: 'reqps',
          queries: [series(rateBy('job, method, route', requests('_count', OF)), '{{method}} {{route}}')],
          links: logs,
          movedBy: 'load',
          width: 8,
          isStacked: true,
        }),
        graph({
          title: 'Responses by status',
          description: 'How does it respond? Responses by status: 4xx is the caller’s fault, 5xx its own.',
          unit: 'reqps',
          queries: [series(rateBy('job, status', requests('_count', OF)), '{{status}}')],
          links: logs,
          movedBy: 'load',
          width: 8,
          isStacked: true,
        }),
        graph({
          title: 'Requests in flight',
          description: 'How many requests is it serving? Requests in flight.',
          unit: 'short',
          queries: [series(`sum by (job) (${METRICS.httpServerInFlight}{${OF}})`, 'in flight')],
          links: logs,
          movedBy: 'postgres-frozen',
          width: 8,
        }),
        graph({
          title: 'Latency p99 by route',
          description:
            'How long does it take? Response time by route, 99th percentile. Each point is one request; click it for its trace.',
          unit: 's',
          queries: [
            seriesWithExemplars(
              quantile(0.99, METRICS.httpServerDuration, { by: 'job, method, route', where: `{${OF}}` }),
              '{{method}} {{route}}',
            ),
          ],
          limit: { at: OBJECTIVES.acceptSeconds },
          links: logs,
          movedBy: 'postgres-frozen',
          width: 12,
        }),
        spread({
          title: 'Latency distribution',
          description:
            'How is the response time distributed? All requests by duration. Two bands are two kinds of request, or cache misses.',
          queries: [buckets(rateBy('le', requests('_bucket', OF)))],
          links: logs,
          movedBy: 'load',
          width: 12,
        }),
      ],
    },
    {
      title: 'The process',
      panels: [
        graph({
          title: 'Event loop utilisation',
          description:
            'How busy is its event loop? Share of time that it runs code. Above about 0.7, requests wait for each other.',
          unit: 'percentunit',
          queries: [series(`job:lab_event_loop_utilization:ratio1m{${OF}}`, 'event loop')],
          limit: { at: 0.7 },
          links: logs,
          movedBy: 'load',
          width: 6,
        }),
        graph({
          title: 'Event loop delay',
          description:
            'How late is its event loop? Delay of a due timer, 99th percentile and mean since the last sample.',
          unit: 's',
          queries: [series(lateness('p99'), 'p99'), series(lateness('mean'), 'mean')],
          links: logs,
          movedBy: 'inventory-frozen',
          width: 6,
        }),
        graph({
          title: 'CPU',
          description:
            'How much CPU does it use? CPU time, where 100 % is one core. The event loop uses one at most; the rest is garbage collection and compression.',
          unit: 'percentunit',
          queries: [
            series(rateBy('job', `process_cpu_seconds_total{${OF}}`), 'CPU'),
            series(`job:nodejs_gc_time:ratio1m{${OF}}`, 'of that, garbage collection'),
          ],
          links: logs,
          movedBy: 'load',
          width: 6,
        }),
        graph({
          title: 'Heap used',
          description: 'How full is its heap? Heap in use as a share of the limit. At 1 the process crashes.',
          unit: 'percentunit',
          queries: [series(`job:nodejs_heap_used:ratio{${OF}}`, 'heap')],
          limit: { at: 0.9 },
          links: logs,
          movedBy: 'inventory-frozen',
          width: 6,
        }),
      ],
    },
    {
      title: 'What it needs',
      panels: [
        upAndDown({
          title: 'Dependency health',
          description: 'Can it reach its dependencies? Dependency health, as the service reports it.',
          queries: [series(`min by (job, dependency) (${METRICS.dependencyUp}{${OF}})`, '{{dependency}}')],
          links: [toQueues, ...logs],
          movedBy: 'rabbitmq-frozen',
          width: 8,
        }),
        traceTable({
          title: 'Traces',
          description:
            'Which requests did it handle? Traces in the time range that include the service. Click one to open it.',
          queries: [traces('$service', 20)],
          links: logs,
          movedBy: 'postgres-frozen',
          width: 8,
        }),
        graph({
          title: 'Spans and log lines, sent and dropped',
          description:
            'Is its telemetry delivered? Spans that it sent, and spans and log lines that it dropped.',
          unit: 'ops',
          queries: [
            series(rate(`${METRICS.spansExported}{${OF}}`), 'spans sent'),
            series(rate(`${METRICS.spansDropped}{${OF}}`), 'spans dropped'),
            series(rate(`${METRICS.logLinesDropped}{${OF}}`), 'log lines dropped'),
          ],
          links: [toPipeline, ...logs],
          movedBy: 'load',
          width: 8,
        }),
      ],
    },
  ],
});
