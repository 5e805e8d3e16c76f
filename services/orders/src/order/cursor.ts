import { InvalidInput } from '@lab/contracts';
import { z } from 'zod';

const VERSION = 'v1:';

/** A page's end as clients see it: opaque, so that what it holds can change; the version tells old ones apart. */
export const encodeCursor = (lastOrderId: string): string =>
  Buffer.from(VERSION + lastOrderId, 'latin1').toString('base64url');

export const decodeCursor = (cursor: string): string => {
  const text = Buffer.from(cursor, 'base64url').toString('latin1');
  const id = z.uuid().safeParse(text.slice(VERSION.length));
  // Encoding again refuses what base64url decoding silently drops, such as stray characters.
  if (!text.startsWith(VERSION) || !id.success || encodeCursor(id.data) !== cursor) {
    throw new InvalidInput([{ field: 'cursor', message: 'must be the nextCursor of an earlier page' }]);
  }
  return id.data;
};
