import { EVENTS_EXCHANGE, type QueueDefinition, parkedQueue, retryQueue } from '@lab/contracts';
import type { Channel } from 'amqplib';

/** One queue and what it is bound to, as data: the arguments are asserted by tests and by the broker alike. */
export interface QueuePlan {
  readonly name: string;
  readonly arguments: Readonly<Record<string, string | number>>;
  readonly routingKeys: readonly string[];
}

/**
 * Deliveries that end without any settlement (the consumer died) before the broker parks the message itself. Without an
 * explicit limit RabbitMQ 4 takes 20. It bounds a message that kills the process that handles it; it is not lower
 * because messages prefetched beside such a one are counted too.
 */
export const DELIVERY_LIMIT = 50;

/**
 * Reading and putting back counts as a delivery, and a queue without dead-lettering drops what exceeds its limit: for
 * queues that only people read, the limit must never be reached. -1 is understood by RabbitMQ 4 only.
 */
const DELIVERY_LIMIT_NEVER_REACHED = 1_000_000_000;

/** Dead-lettering that survives a broker crash: a message leaves its queue only when the next queue has confirmed it. */
const deadLetterTo = (queue: string): Record<string, string> => ({
  'x-dead-letter-exchange': '', // the default exchange: routing key = queue name
  'x-dead-letter-routing-key': queue,
  'x-dead-letter-strategy': 'at-least-once',
  'x-overflow': 'reject-publish', // at-least-once is refused silently with the default overflow, drop-head
});

/** The queues of one consumer: parked first, because the others dead-letter into the ones before them. */
export const planQueues = (queue: QueueDefinition, retryDelaysSeconds: readonly number[]): QueuePlan[] => [
  {
    name: parkedQueue(queue.name),
    arguments: { 'x-delivery-limit': DELIVERY_LIMIT_NEVER_REACHED },
    routingKeys: [],
  },
  {
    name: queue.name,
    arguments: { 'x-delivery-limit': DELIVERY_LIMIT, ...deadLetterTo(parkedQueue(queue.name)) },
    routingKeys: queue.messages.map(({ name }) => name),
  },
  ...[...new Set(retryDelaysSeconds)].map((seconds) => ({
    name: retryQueue(queue.name, seconds),
    arguments: {
      'x-message-ttl': seconds * 1000,
      'x-delivery-limit': DELIVERY_LIMIT_NEVER_REACHED,
      ...deadLetterTo(queue.name),
    },
    routingKeys: [],
  })),
];

/** Declares exchange, queues and bindings; does nothing where they exist, fails where they exist and differ. */
export const assertTopology = async (
  channel: Channel,
  queues: readonly QueueDefinition[],
  retryDelaysSeconds: readonly number[],
): Promise<void> => {
  await channel.assertExchange(EVENTS_EXCHANGE, 'topic', { durable: true });
  for (const plan of queues.flatMap((queue) => planQueues(queue, retryDelaysSeconds))) {
    await channel.assertQueue(plan.name, {
      durable: true,
      arguments: { 'x-queue-type': 'quorum', ...plan.arguments },
    });
    for (const key of plan.routingKeys) await channel.bindQueue(plan.name, EVENTS_EXCHANGE, key);
  }
};
