import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Pool } from 'pg';

export interface OrderRow {
  readonly id: string;
  readonly lines: unknown;
  readonly status: string;
  readonly created_at: Date;
}

export interface OutboxRow {
  readonly id: string;
  readonly envelope: unknown;
}

// The lab's own tables and statements: what is compared is everything around them.
const MIGRATIONS = join(import.meta.dirname, '../../../services/orders/src/postgres/migrations');

export const ACCEPT = {
  name: 'accept',
  text: `WITH accepted AS (
    INSERT INTO orders (id, idempotency_key, customer_id, lines, created_at) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (idempotency_key) DO NOTHING RETURNING id
  ), queued AS (
    INSERT INTO outbox (order_id, envelope) SELECT id, $6 FROM accepted
  ) SELECT id FROM accepted`,
};
export const FIND_BY_KEY = {
  name: 'find-by-key',
  text: 'SELECT id, lines, status, created_at FROM orders WHERE idempotency_key = $1',
};
export const SETTLE = {
  name: 'settle',
  text: `UPDATE orders SET status = $2, reason = $3, settled_by = $4, settled_at = now()
    WHERE id = $1 AND status = 'pending'`,
};
export const CLAIM = {
  name: 'claim',
  text: `SELECT id, envelope FROM outbox AS message
    WHERE retry_at <= now()
      AND NOT EXISTS (SELECT FROM outbox AS earlier WHERE earlier.order_id = message.order_id AND earlier.id < message.id)
    ORDER BY id LIMIT 100 FOR UPDATE SKIP LOCKED`,
};
export const REMOVE = { name: 'remove', text: 'DELETE FROM outbox WHERE id = ANY ($1)' };

const POOL_SIZE = 10;

export const openPool = async (connectionString: string): Promise<Pool> => {
  const pool = new Pool({ connectionString, max: POOL_SIZE });
  const { rows } = await pool.query<{ found: boolean }>(`SELECT to_regclass('orders') IS NOT NULL AS found`);
  if (rows[0]?.found) return pool;
  for (const file of readdirSync(MIGRATIONS)
    .filter((name) => name.endsWith('.sql'))
    .sort()) {
    const [up = ''] = readFileSync(join(MIGRATIONS, file), 'utf8').split('-- Down Migration');
    await pool.query(up);
  }
  return pool;
};
