import { z } from 'zod';

/**
 * Body of `GET /health/room`: how much more inventory's store can hold. `leftRatio` is the free share of its memory limit, 1
 * where it has none; `leftBytes` is absent then.
 */
export const StockRoom = z.object({
  leftRatio: z.number().min(0).max(1),
  leftBytes: z.number().int().nonnegative().optional(),
});
export type StockRoom = z.infer<typeof StockRoom>;
