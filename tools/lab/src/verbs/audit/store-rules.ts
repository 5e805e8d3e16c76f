import { OUTBOX, parkedQueue } from '@lab/contracts';
import type { ParkedFact, StockFact, StoreFacts } from './facts.ts';
import { parseLines } from './lines.ts';
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
    if (messages === undefined) violations.add('queue_missing', name, 'no such queue');
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
  { queue, reason, orderId }: ParkedFact,
  statuses: ReadonlyMap<string, string | undefined>,
): string | undefined => {
  if (!reason) return 'no reason given';
  if (queue === parkedQueue(OUTBOX)) return `the broker does not take it (${reason}), order ${orderId}`;
  const status = orderId && statuses.get(orderId);
  if (!status) return undefined;
  if (status === 'pending') return `order ${orderId} waits for it (${reason})`;
  return GAVE_UP.has(reason) ? `gave up on order ${orderId} (${status})` : undefined;
};

export const judgeStock = ({ stock, reservations }: StoreFacts, violations: Violations): void => {
  const sums = sumReservations(reservations);
  for (const row of stock) {
    judgeSku(row, sums.get(row.sku) ?? 0, violations);
    sums.delete(row.sku);
  }
  for (const [sku, quantity] of sums) {
    violations.add('stock_not_explained', sku, `${quantity} in reservations of a SKU that has no stock`);
  }
};

const sumReservations = (reservations: StoreFacts['reservations']): Map<string, number> => {
  const sums = new Map<string, number>();
  for (const text of reservations.values()) {
    for (const [sku, quantity] of parseLines(text) ?? []) sums.set(sku, (sums.get(sku) ?? 0) + quantity);
  }
  return sums;
};

const judgeSku = (
  { sku, initial, available, reserved }: StockFact,
  explained: number,
  violations: Violations,
): void => {
  if (initial !== available + reserved) {
    violations.add(
      'stock_not_conserved',
      sku,
      `initial ${initial} ≠ available ${available} + reserved ${reserved}`,
    );
  }
  if (reserved !== explained) {
    violations.add('stock_not_explained', sku, `reserved ${reserved} ≠ ${explained} in reservations`);
  }
  if (available < 0 || reserved < 0) {
    violations.add('stock_negative', sku, `available ${available}, reserved ${reserved}`);
  }
};
