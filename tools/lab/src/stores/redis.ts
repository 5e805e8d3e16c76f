import { REDIS_KEYS } from '@lab/contracts';
import { Redis } from 'ioredis';
import { reach, STORE_TIMEOUT_MS } from './reach.ts';

const STORE = 'redis';

export interface StockCounts {
  readonly reservations: number;
  readonly available: number;
  readonly reserved: number;
  readonly sold: number;
}

interface StockRow {
  readonly sku: string;
  readonly initial: number;
  readonly available: number;
  readonly reserved: number;
  readonly sold: number;
}

const sum = (values: readonly string[]): number => values.reduce((total, value) => total + Number(value), 0);

/** A connection that fails with what went wrong, and is not tried again. */
export const openRedis = async (url: string): Promise<Redis> => {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: STORE_TIMEOUT_MS,
    commandTimeout: STORE_TIMEOUT_MS,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
  });
  // ioredis also emits what it rejects with; the rejection is the one that is handled.
  redis.on('error', () => undefined);
  await reach(STORE, 'connect', () => redis.connect());
  return redis;
};

/** Reads inventory's keys, never writes them. */
export class StockReader {
  readonly #redis: Redis;

  private constructor(redis: Redis) {
    this.#redis = redis;
  }

  static async open(url: string): Promise<StockReader> {
    return new StockReader(await openRedis(url));
  }

  async counts(): Promise<StockCounts> {
    return reach(STORE, 'count stock and reservations', async () => {
      const [reservations, available, reserved, sold] = await Promise.all([
        this.#redis.hlen(REDIS_KEYS.reservations),
        this.#redis.hvals(REDIS_KEYS.available),
        this.#redis.hvals(REDIS_KEYS.reserved),
        this.#redis.hvals(REDIS_KEYS.sold),
      ]);
      return { reservations, available: sum(available), reserved: sum(reserved), sold: sum(sold) };
    });
  }

  async stock(): Promise<StockRow[]> {
    return reach(STORE, 'read stock', async () => {
      const [initial, available, reserved, sold] = await Promise.all([
        this.#redis.hgetall(REDIS_KEYS.initial),
        this.#redis.hgetall(REDIS_KEYS.available),
        this.#redis.hgetall(REDIS_KEYS.reserved),
        this.#redis.hgetall(REDIS_KEYS.sold),
      ]);
      const skus = new Set([initial, available, reserved, sold].flatMap((hash) => Object.keys(hash)));
      return [...skus].sort().map((sku) => ({
        sku,
        initial: Number(initial[sku] ?? 0),
        available: Number(available[sku] ?? 0),
        reserved: Number(reserved[sku] ?? 0),
        sold: Number(sold[sku] ?? 0),
      }));
    });
  }

  /** Order id → reservation as JSON. Scanned in steps: HGETALL of 100,000 reservations would stop Redis for everyone else. */
  async reservations(): Promise<Map<string, string>> {
    return reach(STORE, 'read reservations', async () => {
      const found = new Map<string, string>();
      let cursor = '0';
      do {
        const [next, entries] = await this.#redis.hscan(REDIS_KEYS.reservations, cursor, 'COUNT', 2000);
        for (let i = 0; i + 1 < entries.length; i += 2) found.set(entries[i] ?? '', entries[i + 1] ?? '');
        cursor = next;
      } while (cursor !== '0');
      return found;
    });
  }

  close(): void {
    this.#redis.disconnect();
  }
}
