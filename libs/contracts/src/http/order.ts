import { z } from 'zod';
import { OrderId } from '../ids';
import { OrderLine } from '../messages/order-line';

export const OrderStatus = z.enum(['pending', 'confirmed', 'rejected', 'cancelled']);
export type OrderStatus = z.infer<typeof OrderStatus>;

/** Why an order was rejected; `no_room`: inventory's store is full, and no reservation fits. */
export const RejectionReason = z.enum(['out_of_stock', 'unknown_sku', 'no_room']);
export type RejectionReason = z.infer<typeof RejectionReason>;

/** The prober orders under this name, so that nobody takes its orders for a customer's. */
export const PROBER_CUSTOMER = 'lab.prober';

/** A line as clients send it: strict, so that a typing error is refused and not ignored. */
const PlacedLine = z.strictObject(OrderLine.shape);

/** Body of `POST /orders`. */
export const PlaceOrder = z.strictObject({
  /** Opaque: compared character by character, case included. */
  customerId: z.string().regex(/^[\w.@-]{1,64}$/, 'must be 1 to 64 letters, digits or . _ @ -'),
  lines: z
    .array(PlacedLine)
    .min(1)
    .max(20)
    .refine(
      (lines) => new Set(lines.map(({ sku }) => sku)).size === lines.length,
      'must not name a SKU twice',
    ),
});
export type PlaceOrder = z.infer<typeof PlaceOrder>;

/** An order as clients see it. Times are RFC 3339 in UTC. */
export const Order = z.object({
  id: OrderId,
  status: OrderStatus,
  customerId: z.string(),
  lines: z.array(OrderLine),
  reason: RejectionReason.optional().describe('only when rejected'),
  createdAt: z.iso.datetime(),
  settledAt: z.iso.datetime().optional().describe('when it left pending'),
  completedAt: z.iso
    .datetime()
    .optional()
    .describe('since when a confirmed order can no longer be cancelled'),
});
export type Order = z.infer<typeof Order>;

/** One page of `GET /orders`, newest first; `nextCursor` is absent on the last page. */
export const OrderPage = z.object({ items: z.array(Order), nextCursor: z.string().optional() });
export type OrderPage = z.infer<typeof OrderPage>;

/** Query of `GET /orders`. */
export const ListOrders = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z.string().max(200).optional(),
  status: OrderStatus.optional(),
});
export type ListOrders = z.infer<typeof ListOrders>;

/** Query of `GET /orders/{id}`: `wait=5s` (or `500ms`) answers when the order has settled, or when that time is over. */
export const WaitQuery = z.strictObject({
  wait: z
    .string()
    .regex(/^(\d{1,5})(ms|s)$/, 'must be a duration such as 5s or 500ms')
    .transform((text) => Number.parseInt(text, 10) * (text.endsWith('ms') ? 1 : 1000))
    .refine((ms) => ms <= 30_000, 'must be at most 30s')
    .optional(),
});

/** Value of the `Idempotency-Key` header: opaque, compared character by character, case included. Two headers of the name are refused. */
export const IdempotencyKey = z
  .string()
  .regex(/^[\x21-\x7e]{1,128}$/, 'must be 1 to 128 printable ASCII characters without spaces');
