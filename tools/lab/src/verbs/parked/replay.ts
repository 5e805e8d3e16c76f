import { MESSAGE_HEADERS } from '@lab/contracts';
import type { ConfirmChannel, GetMessage } from 'amqplib';
import { EnvironmentError, messageOf } from '../../errors.ts';
import { STORE_TIMEOUT_MS } from '../../stores/reach.ts';

const OURS: ReadonlySet<string> = new Set(Object.values(MESSAGE_HEADERS));
// What the broker adds when it moves or redelivers a message; with it, the old deaths would count for the new life.
const BROKERS = /^x-(death|first-death-|last-death-|delivery-count|acquired-count|opt-)/;

/** The headers of a first attempt: without its history, with its trace context. */
export const freshHeaders = (headers: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !OURS.has(name) && !BROKERS.test(name)));

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
  if (returned.length > 0) throw new EnvironmentError(`rabbitmq: there is no queue ${queue} to replay to`);
};

const confirmed = (channel: ConfirmChannel, queue: string, message: GetMessage): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new EnvironmentError(`rabbitmq: no confirm within ${STORE_TIMEOUT_MS} ms`)),
      STORE_TIMEOUT_MS,
    );
    const options = {
      ...message.properties,
      headers: freshHeaders(message.properties.headers ?? {}),
      persistent: true,
      mandatory: true,
    };
    channel.publish('', queue, message.content, options, (error: unknown) => {
      clearTimeout(timer);
      if (error) reject(new EnvironmentError(`rabbitmq: refused the replayed message: ${messageOf(error)}`));
      else resolve();
    });
  });
