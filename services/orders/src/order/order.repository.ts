import type { ListOrders, Order, OrderPage } from '@lab/contracts';
import { Injectable } from '@nestjs/common';
import { Database, BackgroundDatabase } from '../postgres/database';
import { decodeCursor, encodeCursor } from './cursor';
import { REACHED_FROM, type SettledOrder, type StockAnswer } from './order';
import { findStatement, keepHolds, readEach, withHistory } from './order.faults';
import type { Announcement } from './order.messages';
import * as sql from './order.statements';

interface OrderRow {
  id: string;
  customer_id: string;
  lines: Order['lines'];
  status: Order['status'];
  reason: Order['reason'] | null;
  created_at: Date;
  settled_at: Date | null;
  completed_at: Date | null;
}

export interface Cancellation {
  readonly order: Order;
  /** False when the order had been confirmed before: it was settled then. */
  readonly settledNow: boolean;
}

/** Above every UUID there is: where the first page begins. */
const NEWEST = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

@Injectable()
export class OrderRepository {
  constructor(
    private readonly database: Database,
    private readonly background: BackgroundDatabase,
  ) {
    keepHolds(background);
  }

  /** Stores the order and what announces it; false when another order has this idempotency key. */
  async accept(order: Order, idempotencyKey: string, placed: Announcement): Promise<boolean> {
    const { id, customerId, lines, createdAt } = order;
    const values = [
      id,
      idempotencyKey,
      customerId,
      JSON.stringify(lines),
      createdAt,
      placed.envelope,
      placed.traceparent ?? null,
    ];
    return (await this.database.query(sql.ACCEPT, values)).length === 1;
  }

  async findByIdempotencyKey(key: string): Promise<Order | undefined> {
    return first(await this.database.query<OrderRow>(sql.FIND_BY_KEY, [key]));
  }

  async find(id: string): Promise<Order | undefined> {
    return first(await this.database.query<OrderRow>(findStatement(), [id]));
  }

  async list({ limit, cursor, status }: ListOrders): Promise<OrderPage> {
    const before = cursor === undefined ? NEWEST : decodeCursor(cursor);
    const rows = await (status === undefined
      ? this.database.query<OrderRow>(sql.PAGE, [before, limit + 1])
      : this.database.query<OrderRow>(sql.PAGE_BY_STATUS, [before, limit + 1, status]));
    const items = rows.slice(0, limit).map(toOrder);
    const last = items.at(-1);
    const page =
      rows.length > limit && last !== undefined ? { items, nextCursor: encodeCursor(last.id) } : { items };
    return withHistory(await readEach(page, (id) => this.find(id)));
  }

  /** Moves a pending order to the answer's status; undefined if no such order is pending. */
  async settle(answer: StockAnswer): Promise<Order | undefined> {
    const reason = answer.status === 'rejected' ? answer.reason : null;
    const values = [answer.orderId, answer.status, reason, answer.messageId];
    return first(await this.database.query<OrderRow>(sql.SETTLE, values));
  }

  /** Cancels the order and stores what announces that; undefined when its state does not allow it. */
  async cancel(id: string, cancelled: Announcement): Promise<Cancellation | undefined> {
    const values = [id, REACHED_FROM.cancelled, cancelled.envelope, cancelled.traceparent ?? null];
    const [row] = await this.database.query<OrderRow & { settled_now: boolean }>(sql.CANCEL, values);
    return row && { order: toOrder(row), settledNow: row.settled_now };
  }

  /** How the order settled; undefined if the order does not exist. */
  async settlementOf(id: string): Promise<SettledOrder | undefined> {
    const [settlement] = await this.database.query<SettledOrder>(sql.SETTLEMENT, [id]);
    return settlement;
  }

  /** Stores the message that the order does not want this reservation. */
  async refuse(orderId: string, { envelope, traceparent }: Announcement): Promise<void> {
    await this.database.query(sql.REFUSE, [orderId, envelope, traceparent ?? null]);
  }

  /** Which of these orders have settled; not for requests. */
  async settledAmong(ids: readonly string[]): Promise<string[]> {
    const rows = await this.background.query<{ id: string }>(sql.SETTLED_AMONG, [ids]);
    return rows.map(({ id }) => id);
  }
}

const first = ([row]: OrderRow[]): Order | undefined => row && toOrder(row);

const toOrder = (row: OrderRow): Order => ({
  id: row.id,
  status: row.status,
  customerId: row.customer_id,
  lines: row.lines,
  ...(row.reason === null || row.reason === undefined ? {} : { reason: row.reason }),
  createdAt: row.created_at.toISOString(),
  ...(row.settled_at === null ? {} : { settledAt: row.settled_at.toISOString() }),
  ...(row.completed_at === null ? {} : { completedAt: row.completed_at.toISOString() }),
});
