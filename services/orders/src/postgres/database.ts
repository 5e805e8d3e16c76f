import { atMost, SHUTDOWN_MS, TIMEOUTS_MS, Unavailable } from '@lab/contracts';
import { inStoreSpan, refuseAbandoned, type StoreCall } from '@lab/instrumentation';
import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { Attributes } from '@opentelemetry/api';
import { Pool, type PoolConfig, type QueryResultRow } from 'pg';
import { Connection } from './connection';
import { postgresUnavailable } from './postgres-failure';
import type { Queries, Statement } from './queries';

export type { Queries, Statement } from './queries';

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

/** A pool that rejects with `Unavailable` for every temporary failure: Postgres down or read-only, pool exhausted, timeout. */
export class Database implements Queries, OnApplicationShutdown {
  private readonly logger = new Logger(Database.name);
  private pool: Pool;
  private readonly server: Attributes;
  private readonly calls = new Map<Statement, StoreCall>();
  private isOpen = false;

  constructor(private readonly options: PostgresOptions) {
    this.server = serverAttributes(options.url);
    this.pool = this.makePool();
  }

  private makePool(settings: PoolConfig = {}): Pool {
    const { options } = this;
    const pool = new Pool({
      connectionString: options.url,
      application_name: options.applicationName,
      max: options.poolSize,
      connectionTimeoutMillis: options.connectTimeoutMs,
      statement_timeout: options.statementTimeoutMs,
      // The server's timeout cannot fire when the server itself hangs.
      query_timeout: options.statementTimeoutMs + TIMEOUTS_MS.postgresGrace,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
      keepAlive: true,
      ...settings,
    });
    // Without a listener, a connection that breaks while idle would end the process.
    pool.on('error', (error) => this.logger.debug({ msg: 'idle connection lost', reason: error.message }));
    return pool;
  }

  /** Goes on with other connections, by these settings beside its own; those in use are closed once they are given back. */
  reopen(settings: PoolConfig): void {
    const before = this.pool;
    this.pool = this.makePool(settings);
    void before.end();
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
    return inStoreSpan(this.callOf(statement), () =>
      this.withConnection((connection) => connection.query<Row>(statement, values)),
    );
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
    return this.withConnection(async (connection) => {
      await connection.begin();
      const result = await work(connection);
      await connection.commit();
      return result;
    });
  }

  private async withConnection<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    const connection = await this.connect();
    let isClean = true;
    try {
      this.refuseAbandoned(); // the wait for a connection may have been long
      isClean = false;
      const result = await work(connection);
      isClean = true;
      return result;
    } finally {
      if (isClean) connection.giveBack();
      else connection.close();
    }
  }

  /**
   * A failed connection is the store's fault, not the request's: also a password that was
   * changed on the server first (28P01), or a database that is being restored (3D000).
   */
  private async connect(): Promise<Connection> {
    try {
      return new Connection(await this.pool.connect());
    } catch (error) {
      throw postgresUnavailable(error);
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
 * Background work has separate connections: requests that exhaust their pool must not stop the relay. A request that
 * only woke it, and is abandoned, does not stop it either.
 */
export class BackgroundDatabase extends Database {
  protected override refuseAbandoned(): void {
    // works for no request
  }
}

const serverAttributes = (url: string): Attributes => {
  const { hostname, port, pathname } = new URL(url);
  return {
    'db.system.name': 'postgresql',
    'db.namespace': pathname.slice(1),
    'server.address': hostname,
    'server.port': Number(port || 5432),
  };
};
