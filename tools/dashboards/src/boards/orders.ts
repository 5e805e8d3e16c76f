import { METRICS, OBJECTIVES } from '@lab/contracts';
import { board } from '../board.ts';
import { bucketBound, increaseShown, orNone, quantile, rate, rateBy, rateShown } from '../expr.ts';
import { graph, spread, stat, table } from '../kinds.ts';
import { toLogs, toObjectives, toQueues, toService } from '../panel.ts';
import { buckets, rows, series, seriesWithExemplars, value } from '../query.ts';

const WAITING = `sum(${METRICS.outboxPending}) + sum(queue:rabbitmq_messages_waiting:sum)`;

export const orders = board({
  uid: 'lab-orders',
  title: 'Orders',
  description: 'The business: orders placed and settled, time to settle, outcomes, and stock.',
  rows: [
    {
      title: 'Over the time shown',
      panels: [
        stat({
          title: 'Confirmed share of settled orders',
          description: 'How many orders are confirmed? Share of settled orders that were in stock.',
          unit: 'percentunit',
          queries: [
            value(
              `${orNone(rateShown(`${METRICS.ordersSettled}{outcome="confirmed"}`))} / ${rateShown(METRICS.ordersSettled)}`,
            ),
          ],
          links: [toService('inventory')],
          movedBy: 'no-stock',
          width: 6,
        }),
        stat({
          title: 'Orders in flight',
          description:
            'How many orders are in progress? Messages of accepted orders in the outbox and the queues.',
          unit: 'short',
          queries: [value(WAITING)],
          limit: { at: 500 },
          links: [toQueues],
          movedBy: 'inventory-frozen',
          width: 6,
        }),
        stat({
          title: 'Settled within the objective',
          description: `How many orders settle in time? Share of orders that settle within ${OBJECTIVES.settleSeconds} s.`,
          unit: 'percentunit',
          queries: [
            value(
              `${rateShown(`${METRICS.orderSettleDuration}_bucket{le="${bucketBound(OBJECTIVES.settleSeconds)}"}`)} / ${rateShown(`${METRICS.orderSettleDuration}_count`)}`,
            ),
          ],
          limit: { at: 0.99, below: true },
          links: [toQueues],
          movedBy: 'inventory-frozen',
          width: 6,
        }),
        stat({
          title: 'Age of the oldest outbox message',
          description:
            'Does the outbox move? Age of the oldest unsent message. It grows while RabbitMQ is down; nothing is lost.',
          unit: 's',
          queries: [value(`max(${METRICS.outboxOldestAge})`)],
          limit: { at: 10 },
          links: [toQueues],
          movedBy: 'rabbitmq-frozen',
          width: 6,
        }),
      ],
    },
    {
      title: 'Flow',
      panels: [
        graph({
          title: 'Orders accepted and settled',
          description:
            'Do orders settle as fast as they are accepted? Orders accepted and settled. The area between the lines is the backlog in the outbox and the queues.',
          unit: 'ops',
          queries: [
            series(rate(METRICS.ordersPlaced), 'placed'),
            series(rate(METRICS.ordersSettled), 'settled'),
          ],
          links: [toQueues],
          movedBy: 'load',
          width: 8,
        }),
        graph({
          title: 'Settled orders by outcome',
          description: 'How do orders end? Settled orders per second, by outcome.',
          unit: 'ops',
          queries: [series(rateBy('outcome', METRICS.ordersSettled), '{{outcome}}')],
          links: [toService('orders'), toLogs('orders')],
          movedBy: 'no-stock',
          width: 8,
          isStacked: true,
        }),
        table(
          {
            title: 'Settled orders in the time range',
            description:
              'How many orders ended in each outcome? Settled orders in the time range, by outcome.',
            unit: 'short',
            // Prometheus extends what it saw to the ends of the time shown: no whole number of itself.
            queries: [rows(`round(${increaseShown('outcome', METRICS.ordersSettled)})`)],
            links: [toLogs('orders')],
            movedBy: 'load',
            width: 8,
          },
          { Time: '', outcome: 'Outcome', Value: 'Orders' },
        ),
        graph({
          title: 'Time to settle',
          description:
            'How fast do orders settle? Time from acceptance to the outcome, through outbox, queue, reservation and queue. Click a point for its trace.',
          unit: 's',
          queries: [
            seriesWithExemplars(quantile(0.99, METRICS.orderSettleDuration), 'p99'),
            series(quantile(0.95, METRICS.orderSettleDuration), 'p95'),
            series(quantile(0.5, METRICS.orderSettleDuration), 'p50'),
          ],
          limit: { at: OBJECTIVES.settleSeconds },
          links: [toQueues],
          movedBy: 'inventory-frozen',
          width: 8,
        }),
        spread({
          title: 'Distribution of the time to settle',
          description: 'How is the time to settle distributed? All orders, by the time they took to settle.',
          queries: [buckets(rateBy('le', `${METRICS.orderSettleDuration}_bucket`))],
          links: [toQueues],
          movedBy: 'load',
          width: 8,
        }),
        graph({
          title: 'Stock operations by result',
          description:
            'Is there stock? Stock operations of inventory: reserved, rejected (with the reason), released, completed.',
          unit: 'ops',
          queries: [series(rateBy('job, outcome', METRICS.reservations), '{{outcome}}')],
          links: [toService('inventory')],
          movedBy: 'no-stock',
          width: 8,
        }),
      ],
    },
    {
      title: 'No order lost',
      panels: [
        graph({
          title: 'Audits by outcome',
          description:
            'Is every order accounted for? Audits of the running lab. Violated ones spend the error budget; failed ones judge nothing, as a store did not answer.',
          unit: 'ops',
          queries: [series(rateBy('outcome', METRICS.audits), '{{outcome}}')],
          links: [toObjectives, toLogs('prober')],
          movedBy: 'proof of no-order-lost',
          width: 12,
          isStacked: true,
        }),
        graph({
          title: 'Broken promises by rule',
          description:
            'What is lost? Orders and products that break a promise, as the last audit found them. The log lines of the prober name each.',
          unit: 'short',
          queries: [series(`max by (rule) (${METRICS.auditViolations})`, '{{rule}}')],
          limit: { at: 1 },
          links: [toLogs('prober')],
          movedBy: 'proof of no-order-lost',
          width: 12,
        }),
      ],
    },
  ],
});
