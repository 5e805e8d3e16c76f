import type { Broker } from './broker.ts';
import { describeParked, type ParkedMessage } from './parked-message.ts';

/** Looks at parked messages without taking them: fetched, described and given back when the channel closes. */
export const readParked = async (
  broker: Broker,
  queues: readonly string[],
  limit: number,
): Promise<ParkedMessage[]> => {
  if (limit < 1) return [];
  const channel = await broker.channel();
  const found: ParkedMessage[] = [];
  for (const queue of queues) {
    for (let message = await channel.get(queue); message; message = await channel.get(queue)) {
      found.push(describeParked(queue, message));
      if (found.length >= limit) break;
    }
    if (found.length >= limit) break;
  }
  if (found.length > 0) channel.nackAll(true);
  await channel.close();
  return found;
};
