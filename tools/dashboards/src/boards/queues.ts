import { METRICS, SPAN_METRICS } from '@lab/contracts';
import { board } from '../board.ts';
import { peakBy, quantile, rate, rateBy } from '../expr.ts';
import { graph } from '../kinds.ts';
import { label, toComplaints, toLogs, toOrders, toService } from '../panel.ts';
import { series, seriesWithExemplars } from '../query.ts';

// A graph has no room for infinity.
const STUCK_S = 300;

export const queues = board({
  uid: 'lab-queues',
  title: 'Queues and stores',
  description: 'The services’ dependencies: RabbitMQ and the outbox, Postgres, Redis, and each other.',
  rows: [
    {
      title: 'RabbitMQ and the outbox',
      panels: [
        graph({
          title: 'Messages ready by queue',
          description:
            'How many messages wait? Messages ready in a queue, not yet taken by a consumer. The number grows if consumers are slower than producers.',
          unit: 'short',
          queries: [series('queue:rabbitmq_messages_waiting:sum', '{{queue}}')],
          links: [toOrders, toLogs('rabbitmq')],
          movedBy: 'inventory-frozen',
          width: 6,
        }),
        graph({
          title: 'Consumer lag by queue',
          description:
            'How far behind are the consumers? Time to handle the backlog at the rate of the last minute; five minutes if nothing moves.',
          unit: 's',
          queries: [series(`clamp_max(queue:lab_consumer_lag_seconds:estimate1m, ${STUCK_S})`, '{{queue}}')],
          links: [toOrders, toComplaints],
          movedBy: 'inventory-frozen',
          width: 6,
        }),
        graph({
          title: 'Messages handled by outcome',
          description:
            'How are messages handled? Messages by outcome. A retried message returns after a delay; a parked one waits for an operator.',
          unit: 'mps',
          queries: [series(rateBy('job, queue, outcome', METRICS.messagesConsumed), '{{queue}} {{outcome}}')],
          links: [toService(label('job'))],
          movedBy: 'load',
          width: 6,
        }),
        graph({
          title: 'Handling time p95 by queue',
          description:
            'How long does handling one message take? Time in the consumer, 95th percentile, by queue.',
          unit: 's',
          queries: [
            seriesWithExemplars(
              quantile(0.95, METRICS.messageProcessDuration, { by: 'job, queue' }),
              '{{queue}}',
            ),
          ],
          links: [toService(label('job'))],
          movedBy: 'redis-frozen',
          width: 6,
        }),
        graph({
          title: 'Messages published by result',
          description: 'Are messages published? Publishes of the services, by RabbitMQ’s answer.',
          unit: 'mps',
          queries: [series(rateBy('job, outcome', METRICS.messagesPublished), '{{job}} {{outcome}}')],
          links: [toService(label('job'))],
          movedBy: 'load',
          width: 6,
        }),
        graph({
          title: 'Outbox backlog',
          description:
            'How many messages wait in the outbox? Messages stored but not yet sent. The number grows while RabbitMQ is down; nothing is lost.',
          unit: 'short',
          queries: [series(`max by (job) (${METRICS.outboxPending})`, 'waiting')],
          links: [toService(label('job'))],
          movedBy: 'rabbitmq-frozen',
          width: 6,
        }),
        graph({
          title: 'Messages in retry and parked queues',
          description:
            'Are messages retried or parked? Messages waiting for their next attempt, and messages given up.',
          unit: 'short',
          queries: [
            series('queue:rabbitmq_messages_retrying:sum', '{{queue}}'),
            series('queue:rabbitmq_messages_parked:sum', '{{queue}}'),
            series(`max(${METRICS.outboxParked})`, 'orders.outbox.parked'),
          ],
          links: [toComplaints],
          movedBy: 'unreadable-message',
          width: 6,
        }),
        graph({
          title: 'Paused consumers',
          description:
            'Which consumers are paused? A consumer is paused (1) while its handlers cannot reach Redis, Postgres or RabbitMQ. Its messages wait in the queue.',
          unit: 'short',
          queries: [series(`max by (job, queue) (${METRICS.consumersPaused})`, '{{job}} {{queue}}')],
          limit: { at: 1 },
          links: [toService(label('job'))],
          movedBy: 'redis-frozen',
          width: 6,
        }),
        graph({
          title: 'RabbitMQ memory',
          description:
            'How much memory does RabbitMQ use? At the red line it blocks publishers, and orders wait in the outbox.',
          unit: 'bytes',
          queries: [
            series('rabbitmq_process_resident_memory_bytes', 'in use'),
            series('rabbitmq_resident_memory_limit_bytes', 'limit'),
          ],
          links: [toLogs('rabbitmq')],
          movedBy: 'rabbitmq-frozen',
          width: 6,
        }),
      ],
    },
    {
      title: 'Postgres',
      panels: [
        graph({
          title: 'Postgres latency p95 by statement',
          description:
            'How long does a statement take? Statement time measured by orders, 95th percentile, including the wait for a connection.',
          unit: 'ms',
          queries: [
            series(
              quantile(0.95, SPAN_METRICS.duration, {
                by: 'span_name',
                where: '{db_system_name="postgresql"}',
              }),
              '{{span_name}}',
            ),
          ],
          links: [toService('orders')],
          movedBy: 'postgres-frozen',
          width: 12,
        }),
        graph({
          title: 'Postgres transactions',
          description: 'How many transactions run? Committed and rolled back, in the database of orders.',
          unit: 'ops',
          queries: [
            series(rate('pg_stat_database_xact_commit{datname="orders"}'), 'committed'),
            series(rate('pg_stat_database_xact_rollback{datname="orders"}'), 'rolled back'),
          ],
          links: [toLogs('postgres')],
          movedBy: 'load',
          width: 12,
        }),
      ],
    },
    {
      title: 'Redis',
      panels: [
        graph({
          title: 'Redis commands in flight',
          description:
            'How many commands wait? The most commands of inventory that waited for Redis at once. They share one connection; after 6 s without an answer it is given up, and the number falls.',
          unit: 'short',
          queries: [series(peakBy('job', METRICS.redisInFlight), 'waiting')],
          links: [toService(label('job'))],
          movedBy: 'redis-frozen',
          width: 6,
        }),
        graph({
          title: 'Redis command rate',
          description: 'How many commands does Redis run? Commands per second; a reservation is one script.',
          unit: 'ops',
          queries: [series(rate('redis_commands_processed_total'), 'commands')],
          links: [toService('inventory')],
          movedBy: 'load',
          width: 6,
        }),
        graph({
          title: 'Redis utilisation',
          description: 'How busy is Redis? Share of time that it runs a command; it runs one at a time.',
          unit: 'percentunit',
          queries: [series(rate('redis_commands_duration_seconds_total'), 'busy')],
          limit: { at: 0.7 },
          links: [toService('inventory'), toLogs('redis')],
          movedBy: 'redis-frozen',
          width: 6,
        }),
        graph({
          title: 'Redis memory',
          description:
            'How much memory does Redis use? Stock, and a reservation for each confirmed order until it completes. New orders are refused while less than 10 % is left.',
          unit: 'bytes',
          queries: [series('redis_memory_used_bytes', 'in use'), series(METRICS.stockRoom, 'left')],
          links: [toLogs('redis')],
          movedBy: 'redis-frozen',
          width: 6,
        }),
      ],
    },
    {
      title: 'Between the services',
      panels: [
        graph({
          title: 'Call latency p99 by target',
          description: 'How long do calls take? Calls from gateway, retries included, 99th percentile.',
          unit: 's',
          queries: [
            seriesWithExemplars(quantile(0.99, METRICS.httpClientDuration, { by: 'client' }), '{{client}}'),
          ],
          links: [toService('gateway')],
          movedBy: 'postgres-frozen',
          width: 8,
        }),
        graph({
          title: 'Circuit breaker state',
          description:
            'Is a circuit breaker open? Closed is 0, half open 1, open 2. While open, calls fail at once and the other service can recover. A refusal (503 with Retry-After) opens none.',
          unit: 'short',
          queries: [series(`max by (client) (${METRICS.httpClientBreaker})`, '{{client}}')],
          limit: { at: 1 },
          links: [toService('gateway'), toLogs('gateway')],
          movedBy: 'orders-frozen',
          width: 8,
        }),
        graph({
          title: 'Calls in flight and waiting',
          description:
            'How many calls wait? Calls in flight, calls waiting for a slot, and requests of orders waiting for a Postgres connection.',
          unit: 'short',
          queries: [
            series(`sum by (client) (${METRICS.httpClientInFlight})`, '{{client}} underway'),
            series(`sum by (client) (${METRICS.httpClientQueued})`, '{{client}} waiting'),
            series(`sum by (pool) (${METRICS.poolWaiting})`, 'Postgres {{pool}}'),
          ],
          links: [toService('gateway'), toService('orders')],
          movedBy: 'postgres-frozen',
          width: 8,
        }),
      ],
    },
  ],
});
