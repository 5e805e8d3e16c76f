import { z } from 'zod';

/**
 * RFC 3339 as others write it, with nanoseconds and any offset; kept in UTC with milliseconds, so that times compare as text. Refuses
 * a time that is outside of the years 0 to 9999 in UTC: it has no such text.
 */
export const UtcTime = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text).toISOString())
  .pipe(z.iso.datetime());
