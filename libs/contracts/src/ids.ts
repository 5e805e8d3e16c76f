import { z } from 'zod';

/**
 * A UUID in the one spelling that is stored, sent and compared: lower case. RFC 9562, section 4, allows capitals in the
 * input, so every edge accepts them. Behind the edge only Postgres knows that both spellings name the same thing: Redis keys,
 * maps in memory, cursors and paths compare text. ESLint forbids `z.uuid()` anywhere else.
 */
const canonicalUuid = z.string().toLowerCase().check(z.uuid());

/** Names an order: in paths, bodies, messages and cursors. */
export const OrderId = canonicalUuid;

/** Names a message, and stays the same when the message is sent again. */
export const MessageId = canonicalUuid;
