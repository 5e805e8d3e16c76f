import { setTimeout as sleep } from 'node:timers/promises';
import { OrdersReader } from '../stores/postgres.ts';

/** How long orders took from accepted to settled, as Postgres recorded it. Milliseconds; null where none has settled. */
export interface SettleTimes {
  readonly settled: number;
  readonly unsettled: number;
  readonly confirmed: number;
  readonly rejected: number;
  readonly cancelled: number;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly max: number | null;
  /** From the last request's end until nothing was pending any more. */
  readonly drainMs: number;
}

const TIMES = `
  SELECT count(settled_at)::int AS settled,
         count(*) FILTER (WHERE settled_at IS NULL)::int AS unsettled,
         count(*) FILTER (WHERE status = 'confirmed')::int AS confirmed,
         count(*) FILTER (WHERE status = 'rejected')::int AS rejected,
         count(*) FILTER (WHERE status = 'cancelled')::int AS cancelled,
         percentile_disc(0.5) WITHIN GROUP (ORDER BY ms) AS p50,
         percentile_disc(0.95) WITHIN GROUP (ORDER BY ms) AS p95,
         percentile_disc(0.99) WITHIN GROUP (ORDER BY ms) AS p99,
         max(ms) AS max
    FROM (SELECT status, settled_at, (extract(epoch FROM settled_at - created_at) * 1000)::float8 AS ms
            FROM orders WHERE id = ANY ($1::uuid[])) AS placed`;

const PENDING = `SELECT count(*)::int AS pending FROM orders WHERE id = ANY ($1::uuid[]) AND status = 'pending'`;
const POLL_MS = 100;

/** Waits until the orders have settled, at most `limitMs`, and reads how long each took. */
export const measureSettling = async (
  postgresUrl: string,
  ids: ReadonlySet<string>,
  { limitMs, signal }: { limitMs: number; signal: AbortSignal },
): Promise<SettleTimes> => {
  const reader = await OrdersReader.open(postgresUrl);
  const started = performance.now();
  const wanted = [...ids];
  try {
    for (;;) {
      const [row] = await reader.query<{ pending: number }>(PENDING, [wanted]);
      if (row?.pending === 0 || performance.now() - started > limitMs) break;
      await sleep(POLL_MS, undefined, { signal });
    }
    const drainMs = performance.now() - started;
    const [times] = await reader.query<Omit<SettleTimes, 'drainMs'>>(TIMES, [wanted]);
    if (!times) throw new Error('an aggregate without GROUP BY yields one row');
    return { ...times, drainMs };
  } finally {
    await reader.close();
  }
};
