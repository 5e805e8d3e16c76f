import { LOG_METRICS, METRICS, OBJECTIVES } from '@lab/contracts';
import { board } from '../board.ts';
import { bucketBound, orNone, quantile, rate, rateBy, rateShown, requests } from '../expr.ts';
import { graph, stat, upAndDown } from '../kinds.ts';
import {
  label,
  toComplaints,
  toLogs,
  toObjectives,
  toOrders,
  toPipeline,
  toQueues,
  toService,
} from '../panel.ts';
import { series, seriesWithExemplars, value } from '../query.ts';

const PLACED = 'job="gateway", method="POST", route="/orders"';
const ofJob = [toService(label('job')), toLogs(label('job'))];

export const overview = board({
  uid: 'lab-overview',
  title: 'Overview',
  description: 'The shop at a glance: objectives, golden signals of each service, current outages.',
  rows: [
    {
      title: 'Now, and over the time shown',
      panels: [
        stat({
          title: 'Targets down',
          description:
            'Is any target down? Targets that Prometheus cannot reach. The panel below shows when.',
          unit: 'short',
          queries: [value(orNone('count(up == 0)'))],
          limit: { at: 1 },
          links: [toPipeline],
          movedBy: 'inventory-frozen',
          width: 4,
        }),
        stat({
          title: 'Order acceptance',
          description: `Are orders accepted? Share of orders without a server error (5xx). The objective is ${OBJECTIVES.accepted * 100} %.`,
          unit: 'percentunit',
          queries: [
            value(
              `1 - ${orNone(rateShown(requests('_count', `${PLACED}, status=~"5.."`)))} / ${rateShown(requests('_count', PLACED))}`,
            ),
          ],
          limit: { at: OBJECTIVES.accepted, below: true },
          links: [toOrders, toObjectives],
          movedBy: 'postgres-frozen',
          width: 4,
        }),
        stat({
          title: `Accepted within ${OBJECTIVES.acceptSeconds * 1000} ms`,
          description: `Are orders accepted fast enough? Share of orders accepted in time. The objective is ${OBJECTIVES.acceptedInTime * 100} %.`,
          unit: 'percentunit',
          queries: [
            value(
              `${rateShown(requests('_bucket', `${PLACED}, status="202", le="${bucketBound(OBJECTIVES.acceptSeconds)}"`))} / ${rateShown(requests('_count', PLACED))}`,
            ),
          ],
          limit: { at: OBJECTIVES.acceptedInTime, below: true },
          links: [toOrders, toObjectives],
          movedBy: 'postgres-frozen',
          width: 4,
        }),
        stat({
          title: 'Accepted orders',
          description: 'How many orders arrive? Accepted orders per second.',
          unit: 'ops',
          queries: [value(rate(METRICS.ordersPlaced))],
          links: [toOrders],
          movedBy: 'load',
          width: 4,
        }),
        stat({
          title: 'Time to settle',
          description: `How fast do orders settle? Time from acceptance to the outcome, 95th percentile. Above ${OBJECTIVES.settleSeconds} s something is stuck.`,
          unit: 's',
          queries: [value(quantile(0.95, METRICS.orderSettleDuration))],
          limit: { at: OBJECTIVES.settleSeconds },
          links: [toOrders],
          movedBy: 'inventory-frozen',
          width: 4,
        }),
        stat({
          title: 'Parked messages',
          description:
            'Are messages parked? Messages that could not be handled and wait for an operator: `lab parked list`.',
          unit: 'short',
          queries: [
            value(
              `${orNone('sum(queue:rabbitmq_messages_parked:sum)')} + ${orNone(`max(${METRICS.outboxParked})`)}`,
            ),
          ],
          limit: { at: 1 },
          links: [toQueues],
          movedBy: 'unreadable-message',
          width: 4,
        }),
      ],
    },
    {
      title: 'Golden signals',
      panels: [
        graph({
          title: 'Request rate by service',
          description: 'How much traffic is there? Requests per second that each service answers.',
          unit: 'reqps',
          queries: [series(rateBy('job', requests('_count', '')), '{{job}}')],
          links: ofJob,
          movedBy: 'load',
          width: 6,
        }),
        graph({
          title: 'Error ratio by service',
          description: 'How many requests fail? Share of 5xx responses over one minute, by service.',
          unit: 'percentunit',
          queries: [series('job:lab_http_errors:ratio1m', '{{job}}')],
          limit: { at: 1 - OBJECTIVES.accepted },
          links: ofJob,
          movedBy: 'postgres-frozen',
          width: 6,
        }),
        graph({
          title: 'Latency p99 by service',
          description:
            'How slow are the slowest requests? Response time, 99th percentile, by service. Each point is one request; click it for its trace.',
          unit: 's',
          queries: [
            seriesWithExemplars(quantile(0.99, METRICS.httpServerDuration, { by: 'job' }), '{{job}}'),
          ],
          limit: { at: OBJECTIVES.acceptSeconds },
          links: ofJob,
          movedBy: 'postgres-frozen',
          width: 6,
        }),
        graph({
          title: 'Event loop utilisation by service',
          description:
            'Which service is close to saturation? Share of time that the event loop is busy. Above about 0.7, requests wait for each other.',
          unit: 'percentunit',
          queries: [series('job:lab_event_loop_utilization:ratio1m', '{{job}}')],
          limit: { at: 0.7 },
          links: ofJob,
          movedBy: 'load',
          width: 6,
        }),
      ],
    },
    {
      title: 'Availability',
      panels: [
        upAndDown({
          title: 'Target availability',
          description: 'Which target was down, and when? Targets that Prometheus could reach.',
          queries: [series('min by (job) (up)', '{{job}}')],
          links: [toComplaints, toPipeline],
          movedBy: 'inventory-frozen',
          width: 6,
        }),
        upAndDown({
          title: 'Dependency health by service',
          description: 'Which dependency is down? Dependency health, as each service reports it.',
          queries: [series(`min by (job, dependency) (${METRICS.dependencyUp})`, '{{job}} → {{dependency}}')],
          links: [toService(label('job')), toQueues],
          movedBy: 'redis-frozen',
          width: 6,
        }),
        graph({
          title: 'Probes by outcome',
          description:
            'What does a customer get? Orders of the prober by their end. Refused and unread ones spend the error budget; at 0 the prober is off.',
          unit: 'ops',
          queries: [series(rateBy('outcome', METRICS.probes), '{{outcome}}')],
          links: [toObjectives, toLogs('prober')],
          movedBy: 'proof of black-box-availability',
          width: 6,
          isStacked: true,
        }),
        graph({
          title: 'Warnings and errors logged',
          description: 'Which services log problems? Warnings and errors per second, by service.',
          unit: 'ops',
          queries: [
            series(
              `${rateBy('service', `${LOG_METRICS.lines}{level=~"warn|error|fatal"}`)} or 0 * ${rateBy('service', `${LOG_METRICS.lines}{format!="raw"}`)}`,
              '{{service}}',
            ),
          ],
          links: [toLogs(label('service')), toComplaints],
          movedBy: 'unreadable-message',
          width: 6,
        }),
      ],
    },
    {
      title: 'The machine',
      panels: [
        graph({
          title: 'CPU by service',
          description:
            'Which service uses the CPU? CPU of each service with all its processes; 100 % is one core.',
          unit: 'percentunit',
          queries: [series('sum by (service) (service:container_cpu_usage_seconds:rate1m)', '{{service}}')],
          links: [toLogs(label('service'))],
          movedBy: 'load',
          width: 16,
          isStacked: true,
        }),
        graph({
          title: 'Restarts by service',
          description: 'Which services restarted? Restarts in the last five minutes, automatic or manual.',
          unit: 'short',
          queries: [series('max by (service) (service:container_restarts:resets5m)', '{{service}}')],
          limit: { at: 1 },
          links: [toLogs(label('service'))],
          movedBy: 'gateway-killed',
          width: 8,
        }),
      ],
    },
  ],
});
