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

/** From which states each state can be reached; rejected and cancelled are final. */
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

/** An order that left pending, as far as an answer that comes later is concerned. */
export interface SettledOrder {
  readonly status: OrderStatus;
  /** Id of the message that settled it: of a confirmed order, the id of its reservation. */
  readonly settledBy: string | null;
  readonly isCompleted: boolean;
}

/** What an answer means for an order that is no longer pending. */
export type LateAnswer = 'repeated' | 'too_late' | 'unwanted';

/**
 * A placement that is delivered twice can be decided twice: a rejection leaves nothing behind at inventory, and a reservation
 * is gone once it was released or completed. Which decision settles the order is a matter of which answer comes first.
 *
 * repeated: the outcome is already this one; too_late: a rejection, and so nothing to give back, while the order was cancelled
 * or confirmed by another decision; unwanted: stock is reserved for an order that is cancelled, rejected, or completed with
 * another reservation, and has to be given back.
 */
export const judgeLate = (
  { status, settledBy, isCompleted }: SettledOrder,
  answer: StockAnswer,
): LateAnswer => {
  if (answer.status === 'rejected') return status === 'rejected' ? 'repeated' : 'too_late';
  if (status !== 'confirmed') return 'unwanted';
  // Until it is completed, a confirmed order has one reservation: nobody releases it.
  return isCompleted && settledBy !== answer.messageId ? 'unwanted' : 'repeated';
};
