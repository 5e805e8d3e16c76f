import { Client } from 'pg';
import { reach, STORE_TIMEOUT_MS } from './reach.ts';

const STORE = 'postgres';

export interface OrderCounts {
  readonly total: number;
  readonly pending: number;
  readonly confirmed: number;
  readonly completed: number;
  readonly rejected: number;
  readonly cancelled: number;
  readonly outbox: number;
}

export interface OrderRow {
  readonly id: string;
  readonly status: string;
  readonly lines: unknown;
  readonly isCompleted: boolean;
}

const COUNTS = `
  SELECT count(*)::int AS total,
         count(*) FILTER (WHERE status = 'pending')::int AS pending,
         count(*) FILTER (WHERE status = 'confirmed')::int AS confirmed,
         count(completed_at)::int AS completed,
         count(*) FILTER (WHERE status = 'rejected')::int AS rejected,
         count(*) FILTER (WHERE status = 'cancelled')::int AS cancelled,
         (SELECT count(*)::int FROM outbox) AS outbox
    FROM orders`;

// Keyset paging: a page costs the same at the end of a large table as at its beginning.
const PAGE = `
  SELECT id, status, lines, completed_at IS NOT NULL AS "isCompleted" FROM orders WHERE id > $1 ORDER BY id LIMIT $2`;
const PAGE_SIZE = 5000;
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

/** Reads the orders' database. Only ParkedOutbox writes through it. */
export class OrdersReader {
  readonly #client: Client;

  private constructor(client: Client) {
    this.#client = client;
    // Without a listener a connection lost between two queries would end the process; the next query reports it.
    client.on('error', () => undefined);
  }

  static async open(url: string): Promise<OrdersReader> {
    const client = new Client({
      connectionString: url,
      connectionTimeoutMillis: STORE_TIMEOUT_MS,
      query_timeout: 3 * STORE_TIMEOUT_MS,
      application_name: 'lab',
    });
    await reach(STORE, 'connect', () => client.connect());
    return new OrdersReader(client);
  }

  async query<Row extends object>(sql: string, values: readonly unknown[] = []): Promise<readonly Row[]> {
    const result = await reach(STORE, 'query', () => this.#client.query<Row>(sql, [...values]));
    return result.rows;
  }

  async counts(): Promise<OrderCounts> {
    const [row] = await this.query<OrderCounts>(COUNTS);
    if (!row) throw new Error('an aggregate without GROUP BY yields one row');
    return row;
  }

  outbox(limit: number): Promise<readonly { id: string; orderId: string }[]> {
    return this.query(
      'SELECT id::text AS id, order_id::text AS "orderId" FROM outbox ORDER BY created_at LIMIT $1',
      [limit],
    );
  }

  /** All orders as of one moment, whatever is written meanwhile. */
  async *orders(): AsyncGenerator<OrderRow> {
    await this.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    try {
      for (let after: string | undefined = BEFORE_ALL; after !== undefined;) {
        const page: readonly OrderRow[] = await this.query<OrderRow>(PAGE, [after, PAGE_SIZE]);
        yield* page;
        after = page.at(-1)?.id;
      }
    } finally {
      await this.query('ROLLBACK');
    }
  }

  async close(): Promise<void> {
    // Nothing was written: an error while saying goodbye changes no answer.
    await this.#client.end().catch(() => undefined);
  }
}
