import { OrdersCompleted, OUTBOX, parkedQueue } from '@lab/contracts';
import type { ParkedFact, StockFact, StoreFacts } from './facts.ts';
import { addPieces, parseReservation } from './lines.ts';
import type { Violations } from './violations.ts';

/** Outbox, queues and parked messages. `statuses`: of the orders that a parked message names, undefined when unknown. */
export const judgeQueues = (
  { outbox, queues, parked }: StoreFacts,
  statuses: ReadonlyMap<string, string | undefined>,
  violations: Violations,
): void => {
  for (const { id, orderId } of outbox)
    violations.add('outbox_not_empty', id, `unsent message of order ${orderId}`);
  for (const { name, messages } of queues) {
    if (messages === undefined) violations.add('queue_missing', name, 'queue does not exist');
    else if (messages > 0) violations.add('queue_not_empty', name, `${messages} message(s)`);
  }
  for (const message of parked) {
    const why = unexplained(message, statuses);
    if (why)
      violations.add(
        'parked_unexplained',
        message.messageId,
        `${message.message} in ${message.queue}: ${why}`,
      );
  }
};

const GAVE_UP: ReadonlySet<string> = new Set(['attempts_exhausted', 'delivery_limit']);

/**
 * A parked message is explained when it says why it was parked and no accepted order waits for it. Rubbish that a
 * stranger published is explained; a message of ours that ran out of attempts never is, whatever the order's status.
 */
const unexplained = (
  { queue, reason, orderId, message }: ParkedFact,
  statuses: ReadonlyMap<string, string | undefined>,
): string | undefined => {
  if (!reason) return 'no reason given';
  if (queue === parkedQueue(OUTBOX)) return `the broker does not accept it (${reason}), order ${orderId}`;
  const status = orderId && statuses.get(orderId);
  if (status === 'pending') return `order ${orderId} waits for it (${reason})`;
  if (!GAVE_UP.has(reason)) return undefined;
  if (message === OrdersCompleted.name) return 'gave up on completed orders';
  return status && `gave up on order ${orderId} (${status})`;
};

/** `completed`: SKU → pieces of completed orders. */
export const judgeStock = (
  { stock, reservations }: StoreFacts,
  completed: ReadonlyMap<string, number>,
  violations: Violations,
): void => {
  const sums = sumReservations(reservations);
  const sold = new Map(completed);
  for (const row of stock) {
    judgeSku(row, { reserved: sums.get(row.sku) ?? 0, sold: sold.get(row.sku) ?? 0 }, violations);
    sums.delete(row.sku);
    sold.delete(row.sku);
  }
  for (const [sku, quantity] of sums) {
    violations.add('stock_not_explained', sku, `${quantity} in reservations of a SKU that has no stock`);
  }
  for (const [sku, quantity] of sold) {
    violations.add('sold_not_explained', sku, `${quantity} in completed orders of a SKU that has no stock`);
  }
};

const sumReservations = (reservations: StoreFacts['reservations']): Map<string, number> => {
  const sums = new Map<string, number>();
  for (const text of reservations.values()) addPieces(sums, parseReservation(text) ?? []);
  return sums;
};

const judgeSku = (
  { sku, initial, available, reserved, sold }: StockFact,
  explained: { readonly reserved: number; readonly sold: number },
  violations: Violations,
): void => {
  if (initial !== available + reserved + sold) {
    violations.add(
      'stock_not_conserved',
      sku,
      `initial ${initial} ≠ available ${available} + reserved ${reserved} + sold ${sold}`,
    );
  }
  if (reserved !== explained.reserved) {
    violations.add(
      'stock_not_explained',
      sku,
      `reserved ${reserved} ≠ ${explained.reserved} in reservations`,
    );
  }
  if (sold !== explained.sold) {
    violations.add('sold_not_explained', sku, `sold ${sold} ≠ ${explained.sold} in completed orders`);
  }
  if (Math.min(available, reserved, sold) < 0) {
    violations.add('stock_negative', sku, `available ${available}, reserved ${reserved}, sold ${sold}`);
  }
};
