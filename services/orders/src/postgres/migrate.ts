import { join } from 'node:path';
import { atMost } from '@lab/contracts';
import { runner } from 'node-pg-migrate';
import { Client } from 'pg';

/** Migrations may rewrite a table, so they have far more time than a request's statement. */
const STATEMENT_TIMEOUT_MS = 60_000;
/** For a farewell that may never be answered. */
const END_TIMEOUT_MS = 1_000;

/**
 * Brings the schema up to date and returns the names of the migrations that were run. Safe from several processes
 * at once: they queue on an advisory lock, and the second one finds nothing to do.
 */
export const migrate = async (
  url: string,
  connectTimeoutMs: number,
  statementTimeoutMs = STATEMENT_TIMEOUT_MS,
): Promise<string[]> => {
  const client = new Client({
    connectionString: url,
    application_name: 'orders-migrate',
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: statementTimeoutMs,
    // The server's timeout cannot fire when the server itself hangs.
    query_timeout: statementTimeoutMs + 500,
    keepAlive: true,
  });
  client.on('error', () => undefined); // the query under way rejects with the same loss; this keeps the process alive
  try {
    await client.connect();
    const migrations = await runner({
      dbClient: client,
      dir: join(__dirname, 'migrations'),
      direction: 'up',
      migrationsTable: 'schema_migrations',
      advisoryLockMode: 'wait',
      logger: { info: ignore, warn: ignore, error: ignore }, // what matters is thrown; the caller logs it
    });
    return migrations.map(({ name }) => name);
  } finally {
    const hasEnded = await atMost(END_TIMEOUT_MS, client.end());
    if (!hasEnded) client.connection.stream.destroy(); // else it would stay open, and its advisory lock with it
  }
};

const ignore = (): void => undefined;
