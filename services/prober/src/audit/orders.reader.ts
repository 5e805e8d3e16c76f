import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Pool } from 'pg';
import { PROBER_CONFIG, type ProberConfig } from '../prober.config';

const CONNECT_MS = 3_000;
const STATEMENT_MS = 5_000;
/** Postgres cannot end a statement when it hangs itself. */
const QUERY_MS = STATEMENT_MS + 1_000;
/** More than these are too many to need names. */
const LIMIT = 1_000;

// A later order that inventory's answer settled has passed the same queues; one that was cancelled while it was pending has not, and
// has no such answer. Orders by age are orders by id (UUID version 7).
const OVERTAKEN = `
  SELECT id FROM orders
   WHERE status = 'pending'
     AND created_at < (SELECT created_at FROM orders WHERE settled_by IS NOT NULL ORDER BY id DESC LIMIT 1) - $1 * interval '1 second'
   ORDER BY id LIMIT ${LIMIT}`;
const KNOWN = 'SELECT id FROM orders WHERE id = ANY ($1::uuid[])';
const IS_RESERVED = `status = 'confirmed' AND completed_at IS NULL`;
const NEWEST_RESERVED = `SELECT id FROM orders WHERE ${IS_RESERVED} ORDER BY settled_at DESC LIMIT $1`;
const STILL_RESERVED = `SELECT id FROM orders WHERE ${IS_RESERVED} AND id = ANY ($1::uuid[])`;

/** The orders' database, past the orders service; it cannot write. */
@Injectable()
export class OrdersReader implements OnApplicationShutdown {
  private readonly pool: Pool;

  constructor(@Inject(PROBER_CONFIG) { POSTGRES_URL }: Pick<ProberConfig, 'POSTGRES_URL'>) {
    this.pool = new Pool({
      connectionString: POSTGRES_URL,
      application_name: 'prober',
      options: '-c default_transaction_read_only=on',
      max: 1,
      connectionTimeoutMillis: CONNECT_MS,
      statement_timeout: STATEMENT_MS,
      query_timeout: QUERY_MS,
    });
    // Without a listener, a connection that breaks while idle would end the process.
    const logger = new Logger(OrdersReader.name);
    this.pool.on('error', (error) => logger.debug({ msg: 'idle connection lost', reason: error.message }));
  }

  /** Orders that are pending although inventory has answered one that was placed so much later. */
  overtaken(seconds: number): Promise<string[]> {
    return this.ids(OVERTAKEN, [seconds]);
  }

  /** Which of these the database has. */
  known(ids: readonly string[]): Promise<string[]> {
    return this.ids(KNOWN, [ids]);
  }

  /** Orders whose stock must be reserved, the newest first. */
  newestReserved(limit: number): Promise<string[]> {
    return this.ids(NEWEST_RESERVED, [limit]);
  }

  /** Which of these must have their stock reserved. */
  reservedAmong(ids: readonly string[]): Promise<string[]> {
    return this.ids(STILL_RESERVED, [ids]);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.end();
  }

  private async ids(text: string, values: readonly unknown[]): Promise<string[]> {
    const { rows } = await this.pool.query<{ id: string }>(text, [...values]);
    return rows.map(({ id }) => id);
  }
}
