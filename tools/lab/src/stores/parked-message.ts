import { MESSAGE_HEADERS, MessageId, OrderId } from '@lab/contracts';
import type { GetMessage } from 'amqplib';
import { z } from 'zod';

/** A parked message as far as it can be understood: it may be parked because it cannot. */
export interface ParkedMessage {
  readonly queue: string;
  readonly id: string;
  readonly message: string;
  readonly orderId: string | undefined;
  readonly reason: string | undefined;
  readonly detail: string | undefined;
  readonly attempt: number | undefined;
  readonly parkedAt: string | undefined;
}

/** Whoever published the message may have spelled its ids in capitals; what is no UUID is shown as it is. */
export const AnyMessageId = MessageId.or(z.string());

const Body = z.object({
  id: AnyMessageId.optional(),
  name: z.string().optional(),
  body: z.object({ orderId: OrderId.or(z.string()).optional() }).optional(),
});

const Death = z.array(z.object({ reason: z.string() })).min(1);

/** A message that kept killing its consumer was parked by the broker itself, which only knows why it left the last queue. */
const brokersReason = (deaths: unknown): string | undefined => {
  const parsed = Death.safeParse(deaths);
  return parsed.success ? parsed.data[0]?.reason : undefined;
};

const MAX_PARSED_BYTES = 262_144;

/** What the body says, where it is JSON of a known shape and of a sane size. */
const peek = (content: Buffer): z.infer<typeof Body> => {
  if (content.length > MAX_PARSED_BYTES) return {};
  try {
    return Body.parse(JSON.parse(content.toString('utf8')));
  } catch {
    return {};
  }
};

/** Headers and properties may hold anything: only text and numbers are taken. */
const textOf = (value: unknown): string | undefined => {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
};

const wholeOf = (value: unknown): number | undefined => (Number.isInteger(value) ? Number(value) : undefined);

export const describeParked = (queue: string, { fields, properties, content }: GetMessage): ParkedMessage => {
  const headers: Readonly<Record<string, unknown>> = properties.headers ?? {};
  const envelope = peek(content);
  return {
    queue,
    id: AnyMessageId.optional().parse(textOf(properties.messageId)) ?? envelope.id ?? '(no id)',
    message: textOf(properties.type) ?? envelope.name ?? fields.routingKey,
    orderId: envelope.body?.orderId,
    reason: textOf(headers[MESSAGE_HEADERS.parkedReason]) ?? brokersReason(headers['x-death']),
    detail: textOf(headers[MESSAGE_HEADERS.parkedDetail]),
    attempt: wholeOf(headers[MESSAGE_HEADERS.attempt]),
    parkedAt: textOf(headers[MESSAGE_HEADERS.parkedAt]),
  };
};
