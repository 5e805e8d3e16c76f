import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { MessageId } from '../ids';

/**
 * What every message carries besides its body. `id` is the idempotency key: a consumer that has already applied a
 * message with this id must not apply it again. Trace context rides in the transport's headers, never here.
 */
export const Envelope = z.object({
  id: MessageId,
  name: z.string().regex(/^[a-z]+\.[a-z]+(-[a-z]+)*$/),
  version: z.number().int().positive(),
  time: z.iso.datetime(),
  body: z.unknown(),
});
export type Envelope<Body = unknown> = Omit<z.infer<typeof Envelope>, 'body'> & { body: Body };

/** A message that the services agreed on: its name (a past-tense fact, also its routing key), version and body. */
export interface MessageContract<Body = unknown> {
  readonly name: string;
  readonly version: number;
  readonly body: z.ZodType<Body>;
}

/**
 * Within a version, changes are additive only. So `body` ignores unknown fields at every level (`z.object`, never `z.strictObject`):
 * a consumer may be older than the producer. Producers are strict all the same, see `envelop`.
 */
export const defineMessage = <Body>(contract: MessageContract<Body>): MessageContract<Body> =>
  Object.freeze(contract);

/** Wraps a body for sending; throws a ZodError when the body breaks the contract or has fields that the contract does not. */
export const envelop = <Body>(
  contract: MessageContract<Body>,
  body: Body,
  id: string = randomUUID(),
): Envelope<Body> => ({
  id,
  name: contract.name,
  version: contract.version,
  time: new Date().toISOString(),
  body: parseStrictly(contract.body, body),
});

const parseStrictly = <Body>(schema: z.ZodType<Body>, body: Body): Body => {
  const parsed = schema.parse(body);
  const unknown = fieldsBeyond(parsed, body);
  if (unknown.length === 0) return parsed;
  throw new z.ZodError([
    {
      code: 'unrecognized_keys',
      keys: unknown,
      path: [],
      message: `unknown: ${unknown.join(', ')}`,
    },
  ]);
};

/** Paths of what parsing has left out, at every level. */
const fieldsBeyond = (parsed: unknown, given: unknown, path = ''): string[] => {
  if (!isObject(parsed) || !isObject(given)) return [];
  return Object.entries(given).flatMap(([key, value]) =>
    key in parsed ? fieldsBeyond(parsed[key], value, `${path}${key}.`) : [path + key],
  );
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
