import { EVENTS_EXCHANGE, parkedQueue, QUEUES } from '@lab/contracts';
import { type ConfirmChannel, type ConsumeMessage, connect } from 'amqplib';

export interface Message {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly time: string;
  readonly body: Record<string, unknown>;
}

const PREFETCH = 64;
const DELIVERY_LIMIT = 50;

/** Connects and declares the topology as the lab has it, without retry queues. A lost connection ends the process. */
export const openBroker = async (url: string): Promise<ConfirmChannel> => {
  // Without it a lone publish waits for the last one's delayed acknowledgement, 40 ms a hop.
  const connection = await connect(url, { noDelay: true });
  const fail = (error: unknown): never => {
    throw new Error('the broker is gone', { cause: error });
  };
  connection.on('error', fail);
  const channel = await connection.createConfirmChannel();
  channel.on('error', fail);
  channel.on('return', ({ properties }) => returned.add(String(properties.messageId)));
  await channel.assertExchange(EVENTS_EXCHANGE, 'topic', { durable: true });
  for (const { name, messages } of Object.values(QUEUES)) {
    const parked = parkedQueue(name);
    await channel.assertQueue(parked, { durable: true, arguments: { 'x-queue-type': 'quorum' } });
    await channel.assertQueue(name, {
      durable: true,
      arguments: {
        'x-queue-type': 'quorum',
        'x-delivery-limit': DELIVERY_LIMIT,
        'x-dead-letter-exchange': '',
        'x-dead-letter-routing-key': parked,
        'x-dead-letter-strategy': 'at-least-once',
        'x-overflow': 'reject-publish',
      },
    });
    for (const message of messages) await channel.bindQueue(name, EVENTS_EXCHANGE, message.name);
  }
  await channel.prefetch(PREFETCH);
  return channel;
};

/** Ids of messages that came back because no queue is bound; a return always precedes its confirm. */
const returned = new Set<string>();

/** Resolves when the broker has the message in a queue; rejects when it refused it or knows no queue for it. */
export const publish = (channel: ConfirmChannel, message: Message): Promise<void> =>
  new Promise((resolve, reject) => {
    const options = {
      persistent: true,
      mandatory: true,
      messageId: message.id,
      contentType: 'application/json',
    };
    channel.publish(
      EVENTS_EXCHANGE,
      message.name,
      Buffer.from(JSON.stringify(message)),
      options,
      (error: unknown) => {
        if (error) reject(error instanceof Error ? error : new Error(`${message.name} was refused`));
        else if (returned.delete(message.id)) reject(new Error(`${message.name} reached no queue`));
        else resolve();
      },
    );
  });

/** Acknowledges what was handled and gives back what was not. */
export const consume = async (
  channel: ConfirmChannel,
  queue: string,
  handle: (message: Message) => Promise<void>,
): Promise<void> => {
  const take = async (delivery: ConsumeMessage): Promise<void> => {
    try {
      await handle(JSON.parse(delivery.content.toString('utf8')) as Message);
      channel.ack(delivery);
    } catch (error) {
      process.stderr.write(`${String(error)}\n`);
      channel.nack(delivery);
    }
  };
  await channel.consume(queue, (delivery) => {
    if (delivery) void take(delivery);
  });
};
