import { Catalog, RejectionReason, Sku } from '@lab/contracts';
import { z } from 'zod';
import type { Product } from './products';

/**
 * Result of an order's reservation. `id` names the reservation; `repeated`: it was there before, and this is the same
 * answer again. A rejection stores nothing: an order that is placed again is decided again.
 */
export type Reservation =
  | { readonly outcome: 'reserved'; readonly id: string; readonly repeated: boolean }
  | { readonly outcome: 'rejected'; readonly reason: RejectionReason; readonly sku: string };

const Rejection = z.tuple([z.literal('rejected'), RejectionReason, Sku]);

/** Reads what the script answers: `reserved` with its id, or `rejected:<reason>:<sku>`. Throws on any other. */
export function parseOutcome(outcome: string, id: string, repeated: boolean): Reservation {
  if (outcome === 'reserved') return { outcome, id, repeated };
  const parsed = Rejection.safeParse(outcome.split(':'));
  if (!parsed.success) throw new Error(`not the outcome of a reservation: ${outcome}`);
  const [rejected, reason, sku] = parsed.data;
  return { outcome: rejected, reason, sku };
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
