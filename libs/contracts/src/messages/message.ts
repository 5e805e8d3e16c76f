import { randomUUID } from 'node:crypto';
import { z } from 'zod';

/**
 * What every message carries besides its body. `id` is the idempotency key: a consumer that has already applied a
 * message with this id must not apply it again. Trace context rides in the transport's headers, never here.
 */
export const Envelope = z.object({
  id: z.uuid(),
  name: z.string().regex(/^[a-z]+\.[a-z]+(-[a-z]+)*$/),
  version: z.number().int().positive(),
  time: z.iso.datetime(),
  body: z.unknown(),
});
export type Envelope<Body = unknown> = Omit<z.infer<typeof Envelope>, 'body'> & { body: Body };

/** A message that the parts agreed on: its name (a past-tense fact, also its routing key), version and body. */
export interface MessageContract<Body = unknown> {
  readonly name: string;
  readonly version: number;
  readonly body: z.ZodType<Body>;
}

/** Within a version, changes are additive only. */
export const defineMessage = <Body>(contract: MessageContract<Body>): MessageContract<Body> =>
  Object.freeze(contract);

/** Wraps a body for sending; throws a ZodError when the body breaks the contract. */
export const envelop = <Body>(
  contract: MessageContract<Body>,
  body: Body,
  id: string = randomUUID(),
): Envelope<Body> => ({
  id,
  name: contract.name,
  version: contract.version,
  time: new Date().toISOString(),
  body: contract.body.parse(body),
});
