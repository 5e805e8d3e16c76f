import { InvalidInput, OrderId } from '@lab/contracts';

const VERSION = 'v1:';

/** A page's end as clients see it: opaque, so that its content can change; the version distinguishes old ones. */
export const encodeCursor = (lastOrderId: string): string =>
  Buffer.from(VERSION + lastOrderId, 'latin1').toString('base64url');

export const decodeCursor = (cursor: string): string => {
  const text = Buffer.from(cursor, 'base64url').toString('latin1');
  const id = OrderId.safeParse(text.slice(VERSION.length));
  // A cursor has one spelling. Encoding again refuses every other: padding and stray characters, which base64url decoding
  // drops silently, and an id in capitals.
  if (!text.startsWith(VERSION) || !id.success || encodeCursor(id.data) !== cursor) {
    throw new InvalidInput([{ field: 'cursor', message: 'must be the nextCursor of an earlier page' }]);
  }
  return id.data;
};
