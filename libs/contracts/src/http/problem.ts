import { z } from 'zod';

/** Problem document (RFC 9457), the body of every HTTP error. `code` is stable; `errors` names the offending fields. */
export const Problem = z.object({
  type: z.string().describe('about:blank#<code>'),
  title: z.string(),
  status: z.number().int(),
  code: z.string(),
  detail: z.string(),
  instance: z.string().optional().describe('path of the request'),
  traceId: z.string().optional(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
});
export type Problem = z.infer<typeof Problem>;
