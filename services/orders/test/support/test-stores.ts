import { randomBytes } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { Client, Pool } from 'pg';
import { BackgroundDatabase, Database } from '../../src/postgres/database';
import { migrate } from '../../src/postgres/migrate';

// Many tests provoke what is logged.
Logger.overrideLogger(false);

/** Longer than a busy machine needs. */
const LIMIT_MS = 20_000;

export const required = (name: string): string => {
  const value = process.env[name];
  if (value === undefined || value === '')
    throw new Error(`${name} is not set: integration tests need the real store`);
  return value;
};

export const uniqueName = (): string => `orders_test_${process.pid}_${randomBytes(4).toString('hex')}`;

const asAdmin = async (work: (client: Client) => Promise<unknown>): Promise<void> => {
  const client = new Client({ connectionString: required('TEST_POSTGRES_URL') });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
};

/** An empty database of its own, for one test file. */
export class TestPostgres {
  private readonly pools: Database[] = [];
  /** Few: the server has 100 connections for all specs that run at the time. */
  private readonly direct: Pool;

  private constructor(
    readonly name: string,
    readonly url: string,
  ) {
    this.direct = new Pool({ connectionString: url, max: 4, idleTimeoutMillis: 1 });
  }

  static async create(): Promise<TestPostgres> {
    const name = uniqueName();
    await asAdmin((client) => client.query(`CREATE DATABASE ${name}`));
    const url = new URL(required('TEST_POSTGRES_URL'));
    url.pathname = `/${name}`;
    return new TestPostgres(name, url.href);
  }

  /** With the schema in place. */
  static async migrated(): Promise<TestPostgres> {
    const postgres = await TestPostgres.create();
    await migrate(postgres.url, LIMIT_MS);
    return postgres;
  }

  /** An open pool, as one orders process has it. */
  database(applicationName = 'orders', poolSize = 20): BackgroundDatabase {
    const database = new BackgroundDatabase({
      url: this.url,
      applicationName,
      poolSize,
      connectTimeoutMs: LIMIT_MS,
      statementTimeoutMs: LIMIT_MS,
    });
    database.open();
    this.pools.push(database);
    return database;
  }

  /** Rows straight from the database, past the code under test. */
  async rows<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.direct.query<Row>(text, values)).rows;
  }

  /** What a crash of the process does: its sessions are gone, with whatever was not committed. */
  async killSessions(applicationName: string): Promise<number> {
    const killed = await this.rows(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND application_name = $2`,
      [this.name, applicationName],
    );
    return killed.length;
  }

  async drop(): Promise<void> {
    await Promise.all([...this.pools.map((pool) => pool.onApplicationShutdown()), this.direct.end()]);
    await asAdmin((client) => client.query(`DROP DATABASE ${this.name} WITH (FORCE)`));
  }
}
