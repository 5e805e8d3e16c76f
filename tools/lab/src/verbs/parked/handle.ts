import { parkedQueue } from '@lab/contracts';
import type { ConfirmChannel, GetMessage } from 'amqplib';
import type { Broker } from '../../stores/broker.ts';
import { describeParked, type ParkedMessage } from '../../stores/parked-message.ts';
import { replay } from './replay.ts';

export type Action = 'replay' | 'drop';

interface Selection {
  /** Main queues, not the parked ones beside them. */
  readonly queues: readonly string[];
  /** Only the message with this id; all of them if absent. */
  readonly id?: string | undefined;
}

/**
 * Handles the selected messages and gives the others back. A message leaves its parked queue only after the broker
 * confirmed that it holds it elsewhere, so that a crash in between doubles it and never loses it.
 */
export const handleParked = async (
  broker: Broker,
  action: Action,
  selection: Selection,
): Promise<ParkedMessage[]> => {
  const handled: ParkedMessage[] = [];
  for (const queue of selection.queues) {
    const channel = await broker.confirmChannel();
    try {
      handled.push(...(await handleQueue(channel, { queue, action, id: selection.id })));
    } finally {
      // Closing gives back what was fetched and not acknowledged.
      await channel.close().catch(() => undefined);
    }
  }
  return handled;
};

const handleQueue = async (
  channel: ConfirmChannel,
  { queue, action, id }: { queue: string; action: Action; id: string | undefined },
): Promise<ParkedMessage[]> => {
  const source = parkedQueue(queue);
  const handled: ParkedMessage[] = [];
  // Only as many as there are now: a replayed message that is parked again at once must not be replayed for ever.
  let left = (await channel.checkQueue(source)).messageCount;
  while (left-- > 0) {
    const message = await channel.get(source);
    if (!message) break;
    const described = describeParked(source, message);
    if (id !== undefined && described.id !== id) continue;
    await settle(channel, { queue, action, message });
    handled.push(described);
  }
  return handled;
};

const settle = async (
  channel: ConfirmChannel,
  { queue, action, message }: { queue: string; action: Action; message: GetMessage },
): Promise<void> => {
  if (action === 'replay') await replay(channel, queue, message);
  channel.ack(message);
};
