import { z } from 'zod';

/** Stock keeping unit, e.g. `LAMP-01`. It has one spelling: small letters are refused, not corrected. */
export const Sku = z
  .string()
  .regex(/^[A-Z0-9]+(-[A-Z0-9]+)*$/, 'must be capital letters and digits joined by -')
  .max(32);

/** One product of an order; `quantity` in pieces. Readers ignore fields they do not know: additions within a version are legal. */
export const OrderLine = z.object({
  sku: Sku,
  quantity: z.number().int().min(1).max(1000),
});
export type OrderLine = z.infer<typeof OrderLine>;
