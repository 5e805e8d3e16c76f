import type { Statement } from '../postgres/database';

const COLUMNS = 'id, customer_id, lines, status, reason, created_at, settled_at, completed_at';

const withIdOfRow = (envelope: string): string => `jsonb_set(${envelope}, '{body,orderId}', to_jsonb(id))`;

/** Order and outbox row in one statement, so in one transaction and one round trip; no row returned means the key is taken. */
export const ACCEPT: Statement = {
  name: 'order-accept',
  summary: 'INSERT orders outbox',
  text: `WITH accepted AS (
    INSERT INTO orders (id, idempotency_key, customer_id, lines, created_at) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (idempotency_key) DO NOTHING
    RETURNING id
  ), queued AS (
    INSERT INTO outbox (order_id, envelope, traceparent) SELECT id, $6, $7 FROM accepted
  )
  SELECT id FROM accepted`,
};

export const FIND_BY_KEY: Statement = {
  name: 'order-by-key',
  summary: 'SELECT orders',
  text: `SELECT ${COLUMNS} FROM orders WHERE idempotency_key = $1`,
};

export const FIND: Statement = {
  name: 'order-by-id',
  summary: 'SELECT orders',
  text: `SELECT ${COLUMNS} FROM orders WHERE id = $1`,
};

/** As FIND, for an order on which there is no hold (order.faults.ts). */
export const FIND_NOT_HELD: Statement = {
  name: 'order-by-id-not-held',
  summary: 'SELECT orders',
  text: `SELECT ${COLUMNS} FROM orders WHERE id = $1 AND NOT EXISTS (SELECT FROM order_holds WHERE order_id = orders.id)`,
};

export const PAGE: Statement = {
  name: 'order-page',
  summary: 'SELECT orders',
  text: `SELECT ${COLUMNS} FROM orders WHERE id < $1 ORDER BY id DESC LIMIT $2`,
};

export const PAGE_BY_STATUS: Statement = {
  name: 'order-page-by-status',
  summary: 'SELECT orders',
  text: `SELECT ${COLUMNS} FROM orders WHERE id < $1 AND status = $3 ORDER BY id DESC LIMIT $2`,
};

export const SETTLE: Statement = {
  name: 'order-settle',
  summary: 'UPDATE orders',
  text: `UPDATE orders SET status = $2, reason = $3, settled_by = $4, settled_at = now()
    WHERE id = $1 AND status = 'pending'
    RETURNING ${COLUMNS}`,
};

/**
 * now() is one instant within a statement: the two times are equal exactly when this cancellation settled the order. The
 * message names the order by the id of the row that was found, never by what the caller looked for.
 */
export const CANCEL: Statement = {
  name: 'order-cancel',
  summary: 'UPDATE orders INSERT outbox',
  text: `WITH cancelled AS (
    UPDATE orders SET status = 'cancelled', cancelled_at = now(), settled_at = coalesce(settled_at, now())
    WHERE id = $1 AND status = ANY ($2) AND completed_at IS NULL
    RETURNING ${COLUMNS}, settled_at = cancelled_at AS settled_now
  ), queued AS (
    INSERT INTO outbox (order_id, envelope, traceparent) SELECT id, ${withIdOfRow('$3')}, $4 FROM cancelled
  )
  SELECT * FROM cancelled`,
};

export const SETTLEMENT: Statement = {
  name: 'order-settlement',
  summary: 'SELECT orders',
  text: `SELECT status, settled_by AS "settledBy", completed_at IS NOT NULL AS "isCompleted" FROM orders WHERE id = $1`,
};

/** The order's state is final, so nothing can come between the look at it and this message. */
export const REFUSE: Statement = {
  name: 'order-refuse-reservation',
  summary: 'INSERT outbox',
  text: 'INSERT INTO outbox (order_id, envelope, traceparent) VALUES ($1, $2, $3)',
};

export const SETTLED_AMONG: Statement = {
  name: 'orders-settled-among',
  summary: 'SELECT orders',
  text: `SELECT id FROM orders WHERE id = ANY ($1) AND status <> 'pending'`,
};
