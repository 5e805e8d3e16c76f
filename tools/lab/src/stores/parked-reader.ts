import type { GetMessage } from 'amqplib';
import type { Broker } from './broker.ts';
import { describeParked, type ParkedMessage } from './parked-message.ts';

interface Selection {
  readonly queues: readonly string[];
  readonly limit: number;
}

/** Looks at parked messages without taking them: fetched, described and given back when the channel closes. */
export const readParked = (
  broker: Broker,
  queues: readonly string[],
  limit: number,
): Promise<ParkedMessage[]> => fetchParked(broker, { queues, limit }, describeParked);

/** The same, with whatever `take` makes of each message. */
export const fetchParked = async <T>(
  broker: Broker,
  { queues, limit }: Selection,
  take: (queue: string, message: GetMessage) => T,
): Promise<T[]> => {
  if (limit < 1) return [];
  const channel = await broker.channel();
  const found: T[] = [];
  for (const queue of queues) {
    for (let message = await channel.get(queue); message; message = await channel.get(queue)) {
      found.push(take(queue, message));
      if (found.length >= limit) break;
    }
    if (found.length >= limit) break;
  }
  if (found.length > 0) channel.nackAll(true);
  await channel.close();
  return found;
};
