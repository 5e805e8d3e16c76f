import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { atMost, copiedProperties, MESSAGE_HEADERS } from '@lab/contracts';
import type { ConfirmChannel, GetMessage } from 'amqplib';
import { z } from 'zod';
import { EnvironmentError } from '../errors.ts';
import { type Broker, PARKED_QUEUES } from '../stores/broker.ts';
import { describeParked } from '../stores/parked-message.ts';
import { fetchParked } from '../stores/parked-reader.ts';
import { reach, STORE_TIMEOUT_MS } from '../stores/reach.ts';

const Parked = z.object({
  queue: z.enum(PARKED_QUEUES),
  properties: z.record(z.string(), z.unknown()),
  content: z.base64(),
});
type Parked = z.infer<typeof Parked>;

/** More would not fit into memory at once; whoever has that many parked messages handles them first. */
const MOST = 10_000;

/** Parked messages: all that RabbitMQ holds while nothing is under way. Returns how many. */
export async function copyParked(broker: Broker, file: string): Promise<number> {
  const messages = await fetchParked(broker, { queues: PARKED_QUEUES, limit: MOST + 1 }, copyOf);
  if (messages.length > MOST)
    throw new EnvironmentError(
      `more than ${MOST} parked messages; run \`lab parked list\`, and replay or drop them first`,
    );
  const lines = messages.map((message) => `${JSON.stringify(message)}\n`);
  await writeFile(file, lines.join(''), { mode: 0o600 });
  return messages.length;
}

/** Publishes them to their queues, which must exist. Resolves when the broker has confirmed them all. */
export async function restoreParked(broker: Broker, file: string): Promise<void> {
  const channel = await broker.confirmChannel();
  const returned: string[] = [];
  channel.on('return', ({ fields }: GetMessage) => returned.push(fields.routingKey));
  await reach('rabbitmq', 'publish the parked messages', async () => {
    for await (const line of createInterface(createReadStream(file))) await publish(channel, read(line));
    await channel.close();
  });
  if (returned.length > 0)
    throw new EnvironmentError(`rabbitmq: the queue ${returned[0]} does not exist, so its messages are lost`);
}

async function publish(channel: ConfirmChannel, { queue, properties, content }: Parked): Promise<void> {
  const options = { ...properties, persistent: true, mandatory: true };
  channel.sendToQueue(queue, Buffer.from(content, 'base64'), options);
  if (!(await atMost(STORE_TIMEOUT_MS, channel.waitForConfirms())))
    throw new EnvironmentError(`rabbitmq: no confirm within ${STORE_TIMEOUT_MS} ms`);
}

/** The broker's own headers do not survive a copy, and one of them may be the only reason why a message was parked. */
function copyOf(queue: string, message: GetMessage): Parked {
  const { headers, ...properties } = copiedProperties(message.properties);
  const { reason } = describeParked(queue, message);
  const given = reason === undefined ? {} : { [MESSAGE_HEADERS.parkedReason]: reason };
  return {
    queue: Parked.shape.queue.parse(queue),
    properties: { ...properties, headers: { ...given, ...headers } },
    content: message.content.toString('base64'),
  };
}

const Bytes = z.object({ type: z.literal('Buffer'), data: z.array(z.number()) });

/** A header may be bytes, which JSON shows as an object. */
const read = (line: string): Parked =>
  Parked.parse(
    JSON.parse(line, (_key, value: unknown) => {
      const bytes = Bytes.safeParse(value);
      return bytes.success ? Buffer.from(bytes.data.data) : value;
    }),
  );
