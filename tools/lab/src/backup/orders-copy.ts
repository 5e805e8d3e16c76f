import { PROBER_CUSTOMER } from '@lab/contracts';
import { Client } from 'pg';
import type { Engine } from '../engines/engine.ts';
import { reach, STORE_TIMEOUT_MS } from '../stores/reach.ts';

/** Minutes for a database that takes milliseconds: it ends what hangs. */
const LIMIT_MS = 300_000;
const URL = 'postgres://lab@postgres:5432/orders';
/** Neither in the arguments, where every user of the machine could read it, nor on the way there. */
const WITH_PASSWORD = 'export PGPASSWORD="$POSTGRES_PASSWORD" PGCONNECT_TIMEOUT=10; exec "$@"';
const withPassword = ['sh', '-c', WITH_PASSWORD, 'sh'] as const;

type Beside = Pick<Engine, 'runBeside'>;

/** The whole database as of one moment, in pg_dump's own format. */
export const dumpOrders = (engine: Beside, output: string): Promise<void> =>
  engine.runBeside('postgres', {
    command: [
      ...withPassword,
      'pg_dump',
      '--format=custom',
      '--no-owner',
      '--no-privileges',
      `--dbname=${URL}`,
    ],
    output,
    timeoutMs: LIMIT_MS,
  });

/**
 * Replaces the database's tables by those of the dump, which come back all or none. Whoever is connected is disconnected first:
 * a paused service could hold a lock for ever.
 */
export async function restoreOrders(engine: Beside, url: string, input: string): Promise<void> {
  await withAdmin(url, async (client) => {
    await client.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );
    // As initdb makes it, so that the next dump finds nothing special about it.
    await client.query(`BEGIN; DROP SCHEMA public CASCADE; CREATE SCHEMA public AUTHORIZATION pg_database_owner;
      GRANT USAGE ON SCHEMA public TO PUBLIC; COMMENT ON SCHEMA public IS 'standard public schema'; COMMIT`);
  });
  const how = ['--single-transaction', '--exit-on-error', '--no-owner', '--no-privileges', `--dbname=${URL}`];
  await engine.runBeside('postgres', {
    command: [...withPassword, 'pg_restore', ...how],
    input,
    timeoutMs: LIMIT_MS,
  });
}

/** Of the server that runs. */
export const postgresMajor = (url: string): Promise<number> =>
  withAdmin(url, async (client) => {
    const { rows } = await client.query<{ server_version_num: string }>('SHOW server_version_num');
    return Math.floor(Number(rows[0]?.server_version_num) / 10_000);
  });

/** How many orders customers have placed (the prober is none); none where a restore that failed has left no table. */
export const countCustomerOrders = (url: string): Promise<number> =>
  withAdmin(url, async (client) => {
    const { rows } = await client.query<{ found: string | null }>(
      `SELECT to_regclass('public.orders') AS found`,
    );
    if (rows[0]?.found === null) return 0;
    const { rows: counts } = await client.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM orders WHERE customer_id <> $1',
      [PROBER_CUSTOMER],
    );
    return counts[0]?.count ?? 0;
  });

async function withAdmin<T>(connectionString: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({
    connectionString,
    connectionTimeoutMillis: STORE_TIMEOUT_MS,
    query_timeout: 3 * STORE_TIMEOUT_MS,
    application_name: 'lab',
  });
  client.on('error', () => undefined); // the query under way rejects with the same
  return reach('postgres', 'prepare the database', async () => {
    try {
      await client.connect();
      return await work(client);
    } finally {
      await client.end().catch(() => undefined);
    }
  });
}
