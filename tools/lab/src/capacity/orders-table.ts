import { setTimeout as sleep } from 'node:timers/promises';
import { OrdersReader } from '../stores/postgres.ts';

const POLL_MS = 100;

/** The orders in Postgres, as far as a ramp asks about them. */
export class OrdersTable {
  readonly #reader: OrdersReader;

  private constructor(reader: OrdersReader) {
    this.#reader = reader;
  }

  static async open(url: string): Promise<OrdersTable> {
    return new OrdersTable(await OrdersReader.open(url));
  }

  /** With its indexes. */
  async bytes(): Promise<number> {
    const sql = `SELECT pg_total_relation_size('orders')::float8 AS bytes`;
    const [row] = await this.#reader.query<{ bytes: number }>(sql);
    return row?.bytes ?? 0;
  }

  /** Waits until no order is pending; false if that takes longer than the limit. */
  async settle(limitMs: number, signal: AbortSignal): Promise<boolean> {
    const deadline = performance.now() + limitMs;
    for (;;) {
      const sql = `SELECT EXISTS (SELECT FROM orders WHERE status = 'pending') AS pending`;
      const [row] = await this.#reader.query<{ pending: boolean }>(sql);
      if (row?.pending === false) return true;
      if (performance.now() > deadline) return false;
      await sleep(POLL_MS, undefined, { signal });
    }
  }

  close(): Promise<void> {
    return this.#reader.close();
  }
}
