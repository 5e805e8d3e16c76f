import { SHUTDOWN_MS, TIMEOUTS_MS, Unavailable } from '@lab/contracts';
import { atMost, inStoreSpan, refuseAbandoned, type StoreCall } from '@lab/instrumentation';
import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { Attributes } from '@opentelemetry/api';
import { Pool, type PoolClient, type QueryResult, type QueryResultRow } from 'pg';
import { isPostgresAway, reasonOf } from './postgres-failure';

/** A prepared statement: parsed and planned once per connection. Two texts must never share a name. */
export interface Statement {
  readonly name: string;
  /** `INSERT orders`: how a trace calls it. */
  readonly summary: string;
  readonly text: string;
}

export interface Queries {
  query<Row extends QueryResultRow>(statement: Statement, values?: readonly unknown[]): Promise<Row[]>;
}

export interface PostgresOptions {
  readonly url: string;
  readonly applicationName: string;
  readonly poolSize: number;
  /** Longest wait for a free connection, or for a new one. */
  readonly connectTimeoutMs: number;
  readonly statementTimeoutMs: number;
}

/** How full a pool is: idle, used and unopened add up to what it may have. */
export interface Connections {
  readonly idle: number;
  readonly used: number;
  readonly unopened: number;
  /** Requests that wait for one. */
  readonly waiting: number;
}

/** A process that is stopped inside a transaction must not hold its row locks for longer than this. */
const IDLE_IN_TRANSACTION_MS = 15_000;

/** A pool that answers `Unavailable` for everything that passes by itself: Postgres away, pool exhausted, time out. */
export class Database implements Queries, OnApplicationShutdown {
  private readonly logger = new Logger(Database.name);
  private readonly pool: Pool;
  private readonly server: Attributes;
  private readonly calls = new Map<Statement, StoreCall>();
  private isOpen = false;

  constructor(options: PostgresOptions) {
    this.server = serverAttributes(options.url);
    this.pool = new Pool({
      connectionString: options.url,
      application_name: options.applicationName,
      max: options.poolSize,
      connectionTimeoutMillis: options.connectTimeoutMs,
      statement_timeout: options.statementTimeoutMs,
      // The server's timeout cannot fire when the server itself hangs.
      query_timeout: options.statementTimeoutMs + TIMEOUTS_MS.postgresGrace,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
      keepAlive: true,
    });
    // Without a listener, a connection that breaks while idle would end the process.
    this.pool.on('error', (error) =>
      this.logger.debug({ msg: 'idle connection lost', reason: error.message }),
    );
  }

  /** Called once the schema is there; before that every query is refused. */
  open(): void {
    this.isOpen = true;
  }

  get connections(): Connections {
    const { totalCount, idleCount, waitingCount, options } = this.pool;
    return {
      idle: idleCount,
      used: totalCount - idleCount,
      unopened: options.max - totalCount,
      waiting: waitingCount,
    };
  }

  async query<Row extends QueryResultRow>(
    statement: Statement,
    values: readonly unknown[] = [],
  ): Promise<Row[]> {
    this.refuseUntilOpen();
    this.refuseAbandoned();
    return asUnavailable(() =>
      inStoreSpan(this.callOf(statement), async () => {
        const { rows } = await this.onConnection<Row>(statement, values);
        return rows;
      }),
    );
  }

  /** As pool.query, with a moment between waiting for a connection, which may take long, and using it. */
  private async onConnection<Row extends QueryResultRow>(
    { name, text }: Statement,
    values: readonly unknown[],
  ): Promise<QueryResult<Row>> {
    const client = await this.pool.connect();
    let isUsable = true;
    client.on('error', ignore); // the query rejects with the same loss
    try {
      this.refuseAbandoned();
      isUsable = false;
      const result = await client.query<Row>({ name, text, values: [...values] });
      isUsable = true;
      return result;
    } finally {
      client.release(!isUsable);
      if (isUsable) client.off('error', ignore);
    }
  }

  protected refuseAbandoned(): void {
    refuseAbandoned();
  }

  private callOf(statement: Statement): StoreCall {
    let call = this.calls.get(statement);
    if (call === undefined) {
      const { summary, text } = statement;
      const attributes = { ...this.server, 'db.query.summary': summary, 'db.query.text': text };
      this.calls.set(statement, (call = { summary, attributes }));
    }
    return call;
  }

  /** Commits when `work` resolves, rolls back when it rejects; what `work` itself throws is passed on. */
  async transaction<T>(work: (queries: Queries) => Promise<T>): Promise<T> {
    this.refuseUntilOpen();
    const client = await asUnavailable(() => this.pool.connect());
    // A checked-out connection that breaks between two queries says so to nobody but its listeners.
    const noteLoss = (error: Error): void =>
      this.logger.debug({ msg: 'connection lost', reason: error.message });
    client.on('error', noteLoss);
    try {
      await asUnavailable(() => client.query('BEGIN'));
      const result = await work(queriesOn(client));
      await asUnavailable(() => client.query('COMMIT'));
      client.release();
      client.off('error', noteLoss);
      return result;
    } catch (error) {
      // Closing the connection is the one rollback that also works when the connection is what failed.
      client.release(true);
      throw error;
    }
  }

  async onApplicationShutdown(): Promise<void> {
    // a connection that a transaction under way holds, e.g. on a Postgres that hangs, is left to the end of the process
    await atMost(SHUTDOWN_MS.stores / 2, this.pool.end());
  }

  private refuseUntilOpen(): void {
    if (!this.isOpen) throw new Unavailable('orders.postgres_unavailable', 'Postgres was not reached yet', 1);
  }
}

/**
 * Background work has connections of its own: requests that exhaust their pool must not stop the relay. A request that
 * only woke it, and is abandoned, does not stop it either.
 */
export class BackgroundDatabase extends Database {
  protected override refuseAbandoned(): void {
    // works for no request
  }
}

const ignore = (): void => undefined;

const queriesOn = (client: PoolClient): Queries => ({
  query: <Row extends QueryResultRow>(
    { name, text }: Statement,
    values: readonly unknown[] = [],
  ): Promise<Row[]> =>
    asUnavailable(async () => (await client.query<Row>({ name, text, values: [...values] })).rows),
});

const asUnavailable = async <T>(attempt: () => Promise<T>): Promise<T> => {
  try {
    return await attempt();
  } catch (error) {
    if (!isPostgresAway(error)) throw error;
    throw new Unavailable('orders.postgres_unavailable', `Postgres: ${reasonOf(error)}`, 1, { cause: error });
  }
};

const serverAttributes = (url: string): Attributes => {
  const { hostname, port, pathname } = new URL(url);
  return {
    'db.system.name': 'postgresql',
    'db.namespace': pathname.slice(1),
    'server.address': hostname,
    'server.port': Number(port || 5432),
  };
};
