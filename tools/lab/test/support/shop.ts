import { randomUUID } from 'node:crypto';
import { envelop, OrderPlaced, REDIS_KEYS } from '@lab/contracts';
import type { Line, TestStores } from './test-stores.ts';

const INITIAL = 1000;
export const LAMP: Line = { sku: 'LAMP-01', quantity: 2 };
const SKUS = ['LAMP-01', 'MUG-01'];

/** Writes what the services would have written, so that one fact at a time can be broken. */
export class Shop {
  readonly #stores: TestStores;

  constructor(stores: TestStores) {
    this.#stores = stores;
  }

  async open(): Promise<void> {
    await this.#stores.clear();
    for (const sku of SKUS) {
      await this.#stores.redis.hset(REDIS_KEYS.initial, sku, INITIAL);
      await this.#stores.redis.hset(REDIS_KEYS.available, sku, INITIAL);
      await this.#stores.redis.hset(REDIS_KEYS.reserved, sku, 0);
    }
  }

  async order(
    status: 'pending' | 'confirmed' | 'rejected' | 'cancelled',
    lines: readonly Line[] = [LAMP],
  ): Promise<string> {
    const id = randomUUID();
    await this.#stores.postgres.query(
      `INSERT INTO orders (id, idempotency_key, customer_id, lines, status, reason, created_at, settled_at, cancelled_at)
       VALUES ($1, $2, 'c-1', $3, $4::text, CASE WHEN $4::text = 'rejected' THEN 'out_of_stock' END, now(),
               CASE WHEN $4::text <> 'pending' THEN now() END, CASE WHEN $4::text = 'cancelled' THEN now() END)`,
      [id, randomUUID(), JSON.stringify(lines), status],
    );
    if (status === 'confirmed') await this.reserve(id, lines);
    return id;
  }

  async reserve(id: string, lines: readonly Line[]): Promise<void> {
    for (const { sku, quantity } of lines) {
      await this.#stores.redis.hincrby(REDIS_KEYS.available, sku, -quantity);
      await this.#stores.redis.hincrby(REDIS_KEYS.reserved, sku, quantity);
    }
    const reservation = JSON.stringify({ id: randomUUID(), lines });
    await this.#stores.redis.hset(REDIS_KEYS.reservations, id, reservation);
  }

  /** A confirmed order whose pieces are sold. */
  async completed(lines: readonly Line[] = [LAMP]): Promise<string> {
    const id = await this.order('confirmed', lines);
    await this.#stores.postgres.query('UPDATE orders SET completed_at = now() WHERE id = $1', [id]);
    await this.#stores.redis.hdel(REDIS_KEYS.reservations, id);
    for (const { sku, quantity } of lines) {
      await this.#stores.redis.hincrby(REDIS_KEYS.reserved, sku, -quantity);
      await this.#stores.redis.hincrby(REDIS_KEYS.sold, sku, quantity);
    }
    return id;
  }

  async outboxRow(orderId: string): Promise<void> {
    const envelope = envelop(OrderPlaced, { orderId, customerId: 'c-1', lines: [LAMP] });
    await this.#stores.postgres.query('INSERT INTO outbox (order_id, envelope) VALUES ($1, $2)', [
      orderId,
      envelope,
    ]);
  }
}
