import { setTimeout as sleep } from 'node:timers/promises';
import { EnvironmentError } from '../errors.ts';
import { OrdersReader } from '../stores/postgres.ts';
import type { StoredOrder } from './conservation.ts';

const BY_KEY = `
  SELECT idempotency_key AS key, id::text AS id,
         (extract(epoch FROM created_at) * 1000)::float8 AS "createdAt",
         (extract(epoch FROM settled_at) * 1000)::float8 AS "settledAt"
    FROM orders WHERE idempotency_key LIKE ANY ($1::text[])`;
const POLL_MS = 500;

interface Settling {
  readonly limitMs: number;
  readonly signal: AbortSignal;
}

/** The orders whose keys begin with one of these, once they have settled or the limit is over. Postgres may just be coming back. */
export async function storedOrders(
  postgresUrl: string,
  keyPrefixes: readonly string[],
  { limitMs, signal }: Settling,
): Promise<readonly StoredOrder[]> {
  const patterns = keyPrefixes.map((prefix) => `${prefix}%`);
  const deadline = Date.now() + limitMs;
  for (;;) {
    const isOver = Date.now() >= deadline;
    const orders = await read(postgresUrl, patterns).catch((error: unknown) => {
      if (isOver || !(error instanceof EnvironmentError)) throw error;
      return undefined;
    });
    if (orders !== undefined && (isOver || orders.every(({ settledAt }) => settledAt !== null)))
      return orders;
    await sleep(POLL_MS, undefined, { signal });
  }
}

async function read(postgresUrl: string, patterns: readonly string[]): Promise<readonly StoredOrder[]> {
  const reader = await OrdersReader.open(postgresUrl);
  try {
    return await reader.query<StoredOrder>(BY_KEY, [patterns]);
  } finally {
    await reader.close();
  }
}
