import { z } from 'zod';

/** One request as the k6 scripts report it (load/lib/requests.ts). `at` in epoch ms, `id` of an accepted order only. */
const RequestLine = z.object({
  at: z.number(),
  /** Milliseconds since the first stage began. */
  since: z.number(),
  ms: z.number(),
  method: z.enum(['GET', 'POST']),
  /** The route, e.g. `POST /orders`. */
  name: z.string(),
  status: z.number().int(),
  error: z.string(),
  /** The answer was the one that is right for the request. */
  ok: z.boolean(),
  trace: z.string().regex(/^[0-9a-f]{32}$/),
  span: z.string().regex(/^[0-9a-f]{16}$/),
  parent: z.string().optional(),
  attempt: z.number().int(),
  id: z.string().optional(),
  /** The idempotency key of an order, whatever became of it: by it the client's list is compared with the stores. */
  key: z.string().optional(),
});
export type RequestLine = z.infer<typeof RequestLine>;

export const PLACE_ORDER = 'POST /orders';

/** A line of the script's console output; anything else that k6 prints there is none. */
export const parseRequestLine = (line: string): RequestLine | undefined => {
  if (!line.startsWith('{')) return undefined;
  try {
    return RequestLine.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
};
