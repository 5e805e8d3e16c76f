import { Catalog, RejectionReason, Sku } from '@lab/contracts';
import { z } from 'zod';
import type { Product } from './products';

/** What became of an order's reservation. `repeated`: it was decided before, and this is the same answer again. */
export type Reservation = { readonly repeated: boolean } & (
  | { readonly outcome: 'reserved' }
  | { readonly outcome: 'cancelled' }
  | { readonly outcome: 'rejected'; readonly reason: RejectionReason; readonly sku: string }
);

const Rejection = z.tuple([z.literal('rejected'), RejectionReason, Sku]);

/** Reads an outcome as the store keeps it: `reserved`, `cancelled`, `rejected:<reason>:<sku>`. Throws on any other. */
export function parseOutcome(recorded: string, repeated: boolean): Reservation {
  if (recorded === 'reserved' || recorded === 'cancelled') return { outcome: recorded, repeated };
  const parsed = Rejection.safeParse(recorded.split(':'));
  if (!parsed.success) throw new Error(`not the outcome of a reservation: ${recorded}`);
  const [outcome, reason, sku] = parsed.data;
  return { outcome, reason, sku, repeated };
}

/** The products with the pieces that are left of each; undefined when the stock of one was never seeded. */
export function toCatalog(
  products: readonly Product[],
  available: Readonly<Record<string, string>>,
): Catalog | undefined {
  const items = [];
  for (const { sku, name, priceCents } of products) {
    const pieces = available[sku];
    if (pieces === undefined) return undefined;
    items.push({ sku, name, priceCents, available: Number(pieces) });
  }
  return { items };
}
