import { parkedQueue } from '@lab/contracts';
import type { ConfirmChannel, GetMessage } from 'amqplib';
import type { Broker } from '../../stores/broker.ts';
import { describeParked, type ParkedMessage } from '../../stores/parked-message.ts';
import { reach } from '../../stores/reach.ts';
import { NotReplayable, replay } from './replay.ts';

export type Action = 'replay' | 'drop';

export interface Selection {
  /** Main queues, not the parked ones beside them. */
  readonly queues: readonly string[];
  /** Only the message with this id; all of them if absent. */
  readonly id?: string | undefined;
}

export type Skipped = ParkedMessage & { readonly why: string };

/** What was done, and which messages it could not be done with: these stay parked. */
export interface Handled {
  readonly handled: ParkedMessage[];
  readonly skipped: Skipped[];
}

/**
 * Handles the selected messages and gives the others back. A message leaves its parked queue only after the broker
 * confirmed that it holds it elsewhere, so that a crash in between doubles it and never loses it.
 */
export const handleParked = async (
  broker: Broker,
  action: Action,
  selection: Selection,
): Promise<Handled> => {
  const result: Handled = { handled: [], skipped: [] };
  for (const queue of selection.queues) {
    const channel = await broker.confirmChannel();
    try {
      await handleQueue(channel, { queue, action, id: selection.id }, result);
    } finally {
      // Closing gives back what was fetched and not acknowledged.
      await channel.close().catch(() => undefined);
    }
  }
  return result;
};

const handleQueue = async (
  channel: ConfirmChannel,
  { queue, action, id }: { queue: string; action: Action; id: string | undefined },
  { handled, skipped }: Handled,
): Promise<void> => {
  const source = parkedQueue(queue);
  const read = <T>(call: () => PromiseLike<T>): Promise<T> =>
    reach('rabbitmq', `read ${source}`, async () => call());
  // Only as many as there are now: a replayed message that is parked again at once must not be replayed for ever.
  let left = (await read(() => channel.checkQueue(source))).messageCount;
  while (left-- > 0) {
    const message = await read(() => channel.get(source));
    if (!message) break;
    const described = describeParked(source, message);
    if (id !== undefined && described.id !== id) continue;
    const why = await settle(channel, { queue, action, message });
    if (why === undefined) handled.push(described);
    else skipped.push({ ...described, why });
  }
};

/** Why it could not be done with this message; undefined when it was done. */
const settle = async (
  channel: ConfirmChannel,
  { queue, action, message }: { queue: string; action: Action; message: GetMessage },
): Promise<string | undefined> => {
  try {
    if (action === 'replay') await replay(channel, queue, message);
  } catch (error) {
    if (error instanceof NotReplayable) return error.message;
    throw error;
  }
  channel.ack(message);
  return undefined;
};
