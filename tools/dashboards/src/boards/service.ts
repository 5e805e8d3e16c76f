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
  description: 'One service: what is asked of it, how well it answers (RED), and how full it is (USE).',
  variables: [
    choiceOf('service', 'Service', {
      query: `label_values(${METRICS.httpServerInFlight}, job)`,
      first: 'gateway',
    }),
  ],
  rows: [
    {
      title: 'Requests',
      panels: [
        graph({
          title: 'Request rate by route',
          description: 'Which requests does it get? Requests that it answers, by route.',
          unit: 'reqps',
          queries: [series(rateBy('job, method, route', requests('_count', OF)), '{{method}} {{route}}')],
          links: logs,
          movedBy: 'load',
          width: 8,
          isStacked: true,
        }),
        graph({
          title: 'Responses by status',
          description: 'How does it answer? Answers by status: 4xx is the caller’s fault, 5xx its own.',
          unit: 'reqps',
          queries: [series(rateBy('job, status', requests('_count', OF)), '{{status}}')],
          links: logs,
          movedBy: 'load',
          width: 8,
          isStacked: true,
        }),
        graph({
          title: 'Requests in flight',
          description: 'How many requests is it serving now? Requests that are being answered.',
          unit: 'short',
          queries: [series(`sum by (job) (${METRICS.httpServerInFlight}{${OF}})`, 'in flight')],
          links: logs,
          movedBy: 'postgres-frozen',
          width: 8,
        }),
        graph({
          title: 'Latency p99 by route',
          description:
            'How long does it take? Response time by route, 99th percentile. The points are single requests: each opens its trace.',
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
            'How is the response time spread? All requests by their duration: two bands are two kinds of request, or a cache that is missed.',
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
            'How busy is its event loop? Share of the time in which it runs code. From about 0.7 on, requests wait for each other.',
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
            'How late is its event loop? How long a timer that is due has to wait, 99th percentile and mean since the last look.',
          unit: 's',
          queries: [series(lateness('p99'), 'p99'), series(lateness('mean'), 'mean')],
          links: logs,
          movedBy: 'inventory-frozen',
          width: 6,
        }),
        graph({
          title: 'CPU',
          description:
            'How much CPU does it use? Of one core. The event loop takes one at most; more is garbage collection and compression.',
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
          description:
            'How full is its memory? Heap in use as a share of what it may use: at 1 the process dies.',
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
          description: 'Can it reach everything that it needs? What it says of its dependencies.',
          queries: [series(`min by (job, dependency) (${METRICS.dependencyUp}{${OF}})`, '{{dependency}}')],
          links: [toQueues, ...logs],
          movedBy: 'rabbitmq-frozen',
          width: 8,
        }),
        traceTable({
          title: 'Traces',
          description:
            'Which requests were there? Traces in which it took part, of the time shown: a click opens one.',
          queries: [traces('$service', 20)],
          links: logs,
          movedBy: 'postgres-frozen',
          width: 8,
        }),
        graph({
          title: 'Spans and log lines, sent and dropped',
          description:
            'Does its telemetry get out? Spans that it sent, and spans and log lines that it had to drop.',
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
