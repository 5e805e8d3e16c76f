import { METRICS, OBJECTIVES } from '@lab/contracts';
import { anyOf, board } from '../board.ts';
import { orNone, quantile, rate, requests } from '../expr.ts';
import { graph } from '../kinds.ts';
import { label, toComplaints, toOrders, toQueues, toService } from '../panel.ts';
import { series, seriesWithExemplars } from '../query.ts';

const OF = 'scenario=~"$scenario"';
const PUBLIC = 'job="gateway"';

export const loadRun = board({
  uid: 'lab-load',
  title: 'Load run',
  description: 'k6’s view beside the services’ view, while `./lab load` runs.',
  variables: [anyOf('scenario', 'Scenario', 'label_values(k6_iterations_total, scenario)')],
  rows: [
    {
      title: 'k6 and the services',
      panels: [
        graph({
          title: 'Request rate: k6 and gateway',
          description:
            'Do all requests from k6 reach gateway? Requests that k6 sent, and requests that gateway answered.',
          unit: 'reqps',
          queries: [
            series(rate(`k6_http_reqs_total{${OF}}`), 'sent by k6'),
            series(rate(requests('_count', PUBLIC)), 'answered by gateway'),
          ],
          links: [toService('gateway')],
          movedBy: 'load',
          width: 8,
        }),
        graph({
          title: 'Latency p99: k6 and gateway',
          description:
            'Do k6 and gateway measure the same latency? Latency p99, estimated from buckets. If k6 is above gateway, requests wait before they reach gateway.',
          unit: 's',
          queries: [
            series(quantile(0.99, 'k6_http_req_duration_seconds', { where: `{${OF}}` }), 'seen by k6'),
            seriesWithExemplars(
              quantile(0.99, METRICS.httpServerDuration, { where: `{${PUBLIC}}` }),
              'seen by gateway',
            ),
          ],
          limit: { at: OBJECTIVES.acceptSeconds },
          links: [toService('gateway')],
          movedBy: 'postgres-frozen',
          width: 8,
        }),
        graph({
          title: 'k6 clients and dropped arrivals',
          description:
            'Does k6 keep its rate? Busy clients, and arrivals dropped because no client was free. Drops mean that the system is slower than the load.',
          unit: 'short',
          queries: [
            series('sum(k6_vus)', 'clients'),
            series(orNone(`sum(k6_dropped_iterations_total{${OF}})`), 'dropped since the start'),
          ],
          links: [toService('gateway')],
          movedBy: 'postgres-frozen',
          width: 8,
        }),
      ],
    },
    {
      title: 'What the load does',
      panels: [
        graph({
          title: 'Accepted orders and errors',
          description: 'Are the orders accepted? Accepted orders and error responses, as k6 counts them.',
          unit: 'ops',
          queries: [
            series(rate(`k6_orders_accepted_total{${OF}}`), 'accepted'),
            series(orNone(rate(requests('_count', `${PUBLIC}, status=~"5.."`))), 'failed (5xx)'),
            series(orNone(rate(requests('_count', `${PUBLIC}, status=~"4.."`))), 'refused (4xx)'),
          ],
          links: [toOrders, toComplaints],
          movedBy: 'bad-input',
          width: 8,
        }),
        graph({
          title: 'Event loop utilisation by service',
          description:
            'Which service saturates first? Share of time that the event loop is busy. The highest line is the bottleneck.',
          unit: 'percentunit',
          queries: [series('job:lab_event_loop_utilization:ratio1m', '{{job}}')],
          limit: { at: 0.7 },
          links: [toService(label('job'))],
          movedBy: 'load',
          width: 8,
        }),
        graph({
          title: 'Queue and outbox backlog',
          description: 'Do the queues keep up? Messages waiting in the queues and in the outbox.',
          unit: 'short',
          queries: [
            series('queue:rabbitmq_messages_waiting:sum', '{{queue}}'),
            series(`max(${METRICS.outboxPending})`, 'outbox'),
          ],
          links: [toQueues],
          movedBy: 'inventory-frozen',
          width: 8,
        }),
      ],
    },
  ],
});
