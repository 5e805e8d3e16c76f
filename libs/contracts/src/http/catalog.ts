import { z } from 'zod';
import { Sku } from '../messages/order-line';

/** A product on offer; `priceCents` in cents, `available` in pieces that are not reserved. */
export const CatalogItem = z.object({
  sku: Sku,
  name: z.string(),
  priceCents: z.number().int().nonnegative(),
  available: z.number().int(),
});
export type CatalogItem = z.infer<typeof CatalogItem>;

/** Body of `GET /catalog`. */
export const Catalog = z.object({ items: z.array(CatalogItem) });
export type Catalog = z.infer<typeof Catalog>;
