import { OUTBOX, parkedQueue } from '@lab/contracts';
import type { ParkedMessage } from './parked-message.ts';
import type { OrdersReader } from './postgres.ts';

const COLUMNS = `coalesce(envelope->>'id', '(no id)') AS id, coalesce(envelope->>'name', '?') AS message,
  order_id::text AS "orderId", reason, detail, attempts AS attempt, parked_at AS "parkedAt"`;

const SELECTED = `SELECT ${COLUMNS} FROM outbox_parked ORDER BY outbox_parked.id LIMIT $1`;

/** All of them, or the one message with this id. */
const TAKEN = `gone AS (DELETE FROM outbox_parked
  WHERE $1::text IS NULL OR coalesce(envelope->>'id', '(no id)') = $1 RETURNING *)`;

const REPLAY = `WITH ${TAKEN}, back AS (INSERT INTO outbox (order_id, envelope, traceparent)
    SELECT order_id, envelope, traceparent FROM gone ORDER BY id)
  SELECT ${COLUMNS} FROM gone ORDER BY gone.id`;

const DROP = `WITH ${TAKEN} SELECT ${COLUMNS} FROM gone ORDER BY gone.id`;

type Row = Omit<ParkedMessage, 'queue' | 'parkedAt'> & { readonly parkedAt: Date };

/** Messages of orders' outbox that the broker does not take: shown and handled like those of a parked queue. */
export class ParkedOutbox {
  readonly #orders: Pick<OrdersReader, 'query'>;

  constructor(orders: Pick<OrdersReader, 'query'>) {
    this.#orders = orders;
  }

  async count(): Promise<number> {
    const [row] = await this.#orders.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM outbox_parked',
    );
    return row?.count ?? 0;
  }

  async list(limit: number): Promise<ParkedMessage[]> {
    return (await this.#orders.query<Row>(SELECTED, [limit])).map(describe);
  }

  /** Puts them back into the outbox, as messages that nobody has tried to send, in one transaction. */
  async replay(id: string | undefined): Promise<ParkedMessage[]> {
    return (await this.#orders.query<Row>(REPLAY, [id ?? null])).map(describe);
  }

  async drop(id: string | undefined): Promise<ParkedMessage[]> {
    return (await this.#orders.query<Row>(DROP, [id ?? null])).map(describe);
  }
}

const describe = ({ parkedAt, ...row }: Row): ParkedMessage => ({
  queue: parkedQueue(OUTBOX),
  ...row,
  parkedAt: parkedAt.toISOString(),
});
