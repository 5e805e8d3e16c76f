import { MESSAGE_HEADERS } from './topology';

type Headers = Readonly<Record<string, unknown>>;

/**
 * Properties that every copy of a message keeps, whether a consumer retries or parks it or an operator replays it.
 * Left out on purpose: `expiration` (a parked message would vanish) and `userId` (the broker closes the channel when it is not ours).
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
] as const;

/**
 * Written by the broker about a stay in a queue; in a copy it would be taken for the copy's own past. `CC` and `BCC` are routing:
 * the copy would reach queues that nobody meant.
 */
const LEFT_OUT = /^(x-(death|first-death-.*|last-death-.*|delivery-count|acquired-count|opt-.*)|B?CC)$/;

/** The properties of a copy; its trace context and all headers of others stay. `undefined` ones are left out: amqplib takes them for values. */
export const copiedProperties = (properties: object): Record<string, unknown> & { headers: Headers } => {
  const given: Readonly<Record<string, unknown>> = { ...properties };
  const kept = KEPT.map((name) => [name, given[name]] as const).filter(([, value]) => value !== undefined);
  const headers = Object.entries((given['headers'] ?? {}) as Headers);
  return {
    ...Object.fromEntries(kept),
    headers: Object.fromEntries(headers.filter(([name]) => !LEFT_OUT.test(name))),
  };
};

const OURS: ReadonlySet<string> = new Set(Object.values(MESSAGE_HEADERS));

/** Headers of a first attempt: without how often and why handling failed before. */
export const withoutHistory = (headers: Headers): Record<string, unknown> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !OURS.has(name)));
