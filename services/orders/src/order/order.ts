import { isDeepStrictEqual } from 'node:util';
import type { Order, OrderStatus, PlaceOrder, RejectionReason } from '@lab/contracts';

/** An order that was just accepted. */
export const newOrder = (id: string, { customerId, lines }: PlaceOrder, now: Date): Order => ({
  id,
  status: 'pending',
  customerId,
  lines,
  createdAt: now.toISOString(),
});

/** Settled: it left pending, so a client that waits for the outcome has it. */
export const isSettled = ({ status }: Pick<Order, 'status'>): boolean => status !== 'pending';

/** From which states each state can be reached; there is no way out of rejected and cancelled. */
export const REACHED_FROM = {
  pending: [],
  confirmed: ['pending'],
  rejected: ['pending'],
  cancelled: ['pending', 'confirmed'],
} as const satisfies Record<OrderStatus, readonly OrderStatus[]>;

export const canBecome = (from: OrderStatus, to: OrderStatus): boolean =>
  (REACHED_FROM[to] as readonly OrderStatus[]).includes(from);

/** Whether a second request under the same idempotency key asks for the same order. */
export const asksForSame = (order: Order, { customerId, lines }: PlaceOrder): boolean =>
  isDeepStrictEqual({ customerId: order.customerId, lines: order.lines }, { customerId, lines });

/** Inventory's answer to a placed order; `messageId` is the same each time the answer is redelivered. */
export type StockAnswer = { readonly orderId: string; readonly messageId: string } & (
  { readonly status: 'confirmed' } | { readonly status: 'rejected'; readonly reason: RejectionReason }
);

/** What an answer means for an order that is no longer pending. */
export type LateAnswer = 'repeated' | 'too_late' | 'unwanted' | 'contradicts';

/**
 * repeated: the outcome is already this one (redelivery, or inventory answered again); too_late: nothing was reserved, and
 * the order was cancelled first; unwanted: stock is reserved for an order that is cancelled or rejected, and has to be
 * given back; contradicts: no stock for an order that is confirmed, which is a bug somewhere.
 */
export const judgeLate = (settled: OrderStatus, answer: StockAnswer): LateAnswer => {
  if (settled === answer.status) return 'repeated';
  if (answer.status === 'confirmed') return 'unwanted';
  return settled === 'cancelled' ? 'too_late' : 'contradicts';
};
