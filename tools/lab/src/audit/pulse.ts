import type { OrderCounts } from '../stores/postgres.ts';
import type { StockCounts } from '../stores/redis.ts';

/** Totals over the three stores, read at nearly one moment. */
export interface Pulse {
  readonly orders: OrderCounts;
  readonly stock: StockCounts;
  /** Messages in all queues but the parked ones. */
  readonly queued: number;
}

/** Nothing is under way any more. */
export const isSettled = ({ orders, queued }: Pulse): boolean =>
  orders.pending === 0 && orders.outbox === 0 && queued === 0;

export const isSame = (a: Pulse, b: Pulse): boolean => JSON.stringify(a) === JSON.stringify(b);

export const describePulse = ({ orders, queued }: Pulse): string =>
  `${orders.pending} pending, ${orders.outbox} in the outbox, ${queued} in queues`;
