import { MESSAGE_HEADERS } from '@lab/contracts';
import type { ConsumeMessage, Options } from 'amqplib';

type Headers = Readonly<Record<string, unknown>>;

/** Headers are limited to 64 KiB in all by the client; an error's text must not be what exceeds it. */
const MAX_DETAIL_LENGTH = 2_000;

/** Written by the broker about one stay in a queue. Sent on by a client they would be taken for the message's own past. */
const BROKER_HEADERS = /^x-(death|first-death-.*|last-death-.*|delivery-count|acquired-count)$/;

/** The broker routes by them: sent on, a copy would reach queues that nobody meant. */
const ROUTING_HEADERS = /^B?CC$/;

/** How often handling is tried with this delivery, from 1; a header that makes no sense counts as the first time. */
export const attemptOf = (message: ConsumeMessage): number => {
  const attempt: unknown = message.properties.headers?.[MESSAGE_HEADERS.attempt];
  return typeof attempt === 'number' && Number.isSafeInteger(attempt) && attempt > 0 ? attempt : 1;
};

/** For the retry queue: as it came, with the number of the next attempt. */
export const retryProperties = (message: ConsumeMessage, attempt: number): Options.Publish =>
  sentOn(message, { [MESSAGE_HEADERS.attempt]: attempt + 1 });

/** For the parked queue: as it came, with what `lab parked` shows. */
export const parkedProperties = (
  message: ConsumeMessage,
  parked: { attempt: number; reason: string; detail: string; at: Date },
): Options.Publish =>
  sentOn(message, {
    [MESSAGE_HEADERS.attempt]: parked.attempt,
    [MESSAGE_HEADERS.parkedReason]: parked.reason,
    [MESSAGE_HEADERS.parkedDetail]: parked.detail.slice(0, MAX_DETAIL_LENGTH),
    [MESSAGE_HEADERS.parkedAt]: parked.at.toISOString(),
  });

/**
 * Properties that a copy keeps. Left out on purpose: `expiration` (a parked message would vanish) and `userId` (the broker
 * closes the channel when it is not ours).
 */
const KEPT = [
  'contentType',
  'contentEncoding',
  'priority',
  'correlationId',
  'replyTo',
  'messageId',
  'timestamp',
  'type',
  'appId',
] as const satisfies (keyof Options.Publish)[];

const sentOn = ({ properties }: ConsumeMessage, added: Headers): Options.Publish => {
  const sent = properties as Options.Publish;
  const kept = KEPT.map((name) => [name, sent[name]] as const);
  const defined = kept.filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(defined), headers: { ...ownHeaders(properties.headers), ...added } };
};

const ownHeaders = (headers: Headers = {}): Headers =>
  Object.fromEntries(
    Object.entries(headers).filter(([name]) => !BROKER_HEADERS.test(name) && !ROUTING_HEADERS.test(name)),
  );
