import { MESSAGE_HEADERS, copiedProperties } from '@lab/contracts';
import type { ConsumeMessage, Options } from 'amqplib';

type Headers = Readonly<Record<string, unknown>>;

/** Headers are limited to 64 KiB in all by the client; an error's text must not be what exceeds it. */
const MAX_DETAIL_LENGTH = 2_000;

/** How often handling is tried with this delivery, from 1; a header that makes no sense counts as the first time. */
export const attemptOf = (message: ConsumeMessage): number => {
  const attempt: unknown = message.properties.headers?.[MESSAGE_HEADERS.attempt];
  return typeof attempt === 'number' && Number.isSafeInteger(attempt) && attempt > 0 ? attempt : 1;
};

/** How often the broker has delivered it before without an answer. */
export const deliveriesOf = (message: ConsumeMessage): number => {
  const count: unknown = message.properties.headers?.['x-delivery-count'];
  return typeof count === 'number' ? count : 0;
};

/** For another place in its queue: as it came, the attempt not counted. */
export const renewedProperties = (message: ConsumeMessage): Options.Publish => sentOn(message, {});

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

const sentOn = ({ properties }: ConsumeMessage, added: Headers): Options.Publish => {
  const { headers, ...kept } = copiedProperties(properties);
  return { ...kept, headers: { ...headers, ...added } };
};
