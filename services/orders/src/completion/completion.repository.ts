import { MAX_COMPLETED_ORDERS, type OrdersCompleted } from '@lab/contracts';
import { Injectable } from '@nestjs/common';
import type { Announcement } from '../order/order.messages';
import { BackgroundDatabase, type Statement } from '../postgres/database';

/** Orders that a cancellation or another process has locked are passed over: they come with the next batch, or not at all. */
const COMPLETE: Statement = {
  name: 'orders-complete',
  summary: 'UPDATE orders',
  text: `WITH due AS (
    SELECT id FROM orders
    WHERE status = 'confirmed' AND completed_at IS NULL AND settled_at <= now() - $1 * interval '1 second'
    ORDER BY settled_at LIMIT $2
    FOR UPDATE SKIP LOCKED
  )
  UPDATE orders SET completed_at = now() FROM due WHERE orders.id = due.id
  RETURNING orders.id AS "orderId", orders.settled_by AS "reservationId"`,
};

const ANNOUNCE: Statement = {
  name: 'orders-completed-announce',
  summary: 'INSERT outbox',
  text: 'INSERT INTO outbox (order_id, envelope) VALUES ($1, $2)',
};

@Injectable()
export class CompletionRepository {
  constructor(private readonly database: BackgroundDatabase) {}

  /**
   * Marks up to a batch of orders that were confirmed so long ago, and stores what announces all of them, in one transaction;
   * answers how many those were. A message settled each: its id is the reservation's.
   */
  completeBatch(
    afterSeconds: number,
    announce: (orders: OrdersCompleted['orders']) => Announcement,
  ): Promise<number> {
    return this.database.transaction(async (queries) => {
      const orders = await queries.query<OrdersCompleted['orders'][number]>(COMPLETE, [
        afterSeconds,
        MAX_COMPLETED_ORDERS,
      ]);
      if (orders.length === 0) return 0;
      const { envelope } = announce(orders);
      // It is about many orders, and waits for the messages of none: inventory completes one reservation, and no other.
      await queries.query(ANNOUNCE, [envelope.id, envelope]);
      return orders.length;
    });
  }
}
