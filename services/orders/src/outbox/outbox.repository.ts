import type { Envelope } from '@lab/contracts';
import { Injectable } from '@nestjs/common';
import { BackgroundDatabase, type Queries, type Statement } from '../postgres/database';

export interface OutboxMessage {
  readonly id: string;
  readonly orderId: string;
  readonly envelope: Envelope;
  readonly traceparent: string | null;
  readonly attempts: number;
  /** From its commit to this claim, by Postgres' clock. */
  readonly waitedMs: number;
  /** A later message of the same order waits for this one. */
  readonly isFollowed: boolean;
}

/** A message that the broker can never take, and why: a stable code, and the error's text. */
export interface Refused {
  readonly id: string;
  readonly reason: string;
  readonly detail: string;
}

export interface Backlog {
  readonly pending: number;
  /** Messages that wait for a person. */
  readonly parked: number;
  readonly oldestAgeSeconds: number;
}

/**
 * The first unsent message of each order, so that a later event never overtakes an earlier one, whichever process
 * sends it. The row lock is the claim: it ends with the transaction, also when the process dies.
 */
const CLAIM: Statement = {
  name: 'outbox-claim',
  summary: 'SELECT outbox',
  text: `SELECT id, order_id AS "orderId", envelope, traceparent, attempts,
      extract(epoch FROM clock_timestamp() - created_at)::float8 * 1000 AS "waitedMs",
      EXISTS (SELECT FROM outbox AS later WHERE later.order_id = message.order_id AND later.id > message.id) AS "isFollowed"
    FROM outbox AS message
    WHERE retry_at <= now()
      AND NOT EXISTS (SELECT FROM outbox AS earlier WHERE earlier.order_id = message.order_id AND earlier.id < message.id)
    ORDER BY id LIMIT $1
    FOR UPDATE OF message SKIP LOCKED`,
};

const REMOVE: Statement = {
  name: 'outbox-remove',
  summary: 'DELETE outbox',
  text: 'DELETE FROM outbox WHERE id = ANY ($1)',
};

/** Doubling from 0.5 s to 30 s, spread over the upper half. */
const DEFER: Statement = {
  name: 'outbox-defer',
  summary: 'UPDATE outbox',
  text: `UPDATE outbox SET attempts = attempts + 1,
      retry_at = now() + least(30, 0.5 * power(2, least(attempts, 10))) * (0.5 + random() / 2) * interval '1 second'
    WHERE id = ANY ($1)`,
};

const PARK: Statement = {
  name: 'outbox-park',
  summary: 'INSERT outbox_parked',
  text: `WITH gone AS (DELETE FROM outbox WHERE id = ANY ($1) RETURNING *)
    INSERT INTO outbox_parked (id, order_id, envelope, traceparent, created_at, attempts, reason, detail)
    SELECT id, order_id, envelope, traceparent, created_at, attempts + 1, reason, detail
      FROM gone JOIN unnest($1::bigint[], $2::text[], $3::text[]) AS why (id, reason, detail) USING (id)`,
};

const BACKLOG: Statement = {
  name: 'outbox-backlog',
  summary: 'SELECT outbox',
  text: `SELECT count(*)::int AS pending, (SELECT count(*)::int FROM outbox_parked) AS parked,
      coalesce(extract(epoch FROM now() - min(created_at)), 0)::float8 AS "oldestAgeSeconds" FROM outbox`,
};

/** The messages of one batch, claimed until the transaction ends. */
export interface Claim {
  readonly messages: readonly OutboxMessage[];
  remove(ids: readonly string[]): Promise<void>;
  defer(ids: readonly string[]): Promise<void>;
  park(refused: readonly Refused[]): Promise<void>;
}

@Injectable()
export class OutboxRepository {
  constructor(private readonly database: BackgroundDatabase) {}

  /** Claims up to `limit` messages for as long as `work` runs; other processes pass over them meanwhile. */
  withClaim<T>(limit: number, work: (claim: Claim) => Promise<T>): Promise<T> {
    return this.database.transaction(async (queries) => {
      const messages = await queries.query<OutboxMessage>(CLAIM, [limit]);
      return work({
        messages,
        remove: onIds(queries, REMOVE),
        defer: onIds(queries, DEFER),
        park: parkOn(queries),
      });
    });
  }

  async backlog(): Promise<Backlog> {
    const [backlog] = await this.database.query<{
      pending: number;
      parked: number;
      oldestAgeSeconds: number;
    }>(BACKLOG);
    return backlog ?? { pending: 0, parked: 0, oldestAgeSeconds: 0 };
  }
}

const onIds =
  (queries: Queries, statement: Statement) =>
  async (ids: readonly string[]): Promise<void> => {
    if (ids.length > 0) await queries.query(statement, [ids]);
  };

const parkOn =
  (queries: Queries) =>
  async (refused: readonly Refused[]): Promise<void> => {
    if (refused.length === 0) return;
    const columns = [
      refused.map(({ id }) => id),
      refused.map(({ reason }) => reason),
      refused.map(({ detail }) => detail),
    ];
    await queries.query(PARK, columns);
  };
