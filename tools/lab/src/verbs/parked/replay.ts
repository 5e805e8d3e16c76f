import { copiedProperties, withoutHistory } from '@lab/contracts';
import type { ConfirmChannel, GetMessage, Options } from 'amqplib';
import { EnvironmentError, messageOf } from '../../errors.ts';
import { STORE_TIMEOUT_MS } from '../../stores/reach.ts';

/** This one message cannot be replayed; the others can. */
export class NotReplayable extends Error {
  override readonly name = 'NotReplayable';
}

/** Those of a first attempt, by the rule that consumers use for their copies: without its history, with its trace context. */
export const replayProperties = (properties: object): Options.Publish => {
  const { headers, ...kept } = copiedProperties(properties);
  return { ...kept, headers: withoutHistory(headers), persistent: true, mandatory: true };
};

/** Puts a copy at the end of the queue and resolves when the broker has confirmed it. */
export const replay = async (channel: ConfirmChannel, queue: string, message: GetMessage): Promise<void> => {
  const returned: unknown[] = [];
  const onReturn = (copy: unknown): void => void returned.push(copy);
  channel.once('return', onReturn);
  try {
    await confirmed(channel, queue, message);
  } finally {
    channel.off('return', onReturn);
  }
  // An unroutable message is confirmed too: the return, which comes first, is what tells.
  if (returned.length > 0)
    throw new EnvironmentError(`rabbitmq: cannot replay to ${queue}: the queue does not exist`);
};

const confirmed = (channel: ConfirmChannel, queue: string, message: GetMessage): Promise<void> =>
  new Promise((resolve, reject) => {
    const end = (error?: Error): void => {
      clearTimeout(timer);
      if (error) reject(error);
      else resolve();
    };
    const timer = setTimeout(
      () => end(new EnvironmentError(`rabbitmq: no confirm within ${STORE_TIMEOUT_MS} ms`)),
      STORE_TIMEOUT_MS,
    );
    try {
      channel.publish('', queue, message.content, replayProperties(message.properties), (error: unknown) =>
        end(error ? refusal(error) : undefined),
      );
    } catch (error) {
      end(new NotReplayable(`cannot encode it (${messageOf(error)})`));
    }
  });

/** A nack concerns this message, e.g. because the queue is full; a lost channel concerns all. */
const refusal = (error: unknown): Error =>
  messageOf(error) === 'message nacked'
    ? new NotReplayable('the broker refused it; the queue may be full')
    : new EnvironmentError(`rabbitmq: lost the channel while replaying: ${messageOf(error)}`);
