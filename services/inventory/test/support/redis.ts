import { randomUUID } from 'node:crypto';
import { REDIS_KEYS } from '@lab/contracts';
import { Redis } from 'ioredis';
import { required } from './environment';

const CLAIM = 'test:claim';

export interface TestRedis {
  /** With the path of a database that nobody else uses. */
  readonly url: string;
  /** A connection to look and to break things with. */
  readonly redis: Redis;
  clear(): Promise<void>;
  /** Lowers maxmemory below what is used, for the whole server: such a spec file is `.alone`. */
  fill(): Promise<void>;
  /** Ends that. */
  makeRoom(): Promise<void>;
  close(): Promise<void>;
}

/** Claims an empty database of the test server, so that specs can run beside each other. */
export async function claimRedis(): Promise<TestRedis> {
  const base = required('TEST_REDIS_URL');
  for (let db = 1; db < 16; db += 1) {
    const url = new URL(`/${db}`, base).href;
    const redis = new Redis(url, { commandTimeout: 5000 });
    const isOurs =
      (await redis.dbsize()) === 0 && (await redis.set(CLAIM, randomUUID(), 'EX', 600, 'NX')) === 'OK';
    if (isOurs) return handleOn(redis, url, await maxmemoryOf(redis));
    await redis.quit();
  }
  throw new Error('every database of the test Redis (1 to 15) is in use');
}

function handleOn(redis: Redis, url: string, maxmemory: string): TestRedis {
  const limit = async (bytes: string): Promise<void> => {
    await redis.config('SET', 'maxmemory', bytes);
  };
  return {
    url,
    redis,
    clear: () => clear(redis),
    fill: () => limit('1'),
    makeRoom: () => limit(maxmemory),
    close: async () => {
      await limit(maxmemory);
      await close(redis);
    },
  };
}

async function maxmemoryOf(redis: Redis): Promise<string> {
  const [, bytes] = (await redis.config('GET', 'maxmemory')) as [string, string];
  return bytes;
}

async function clear(redis: Redis): Promise<void> {
  const keys = (await redis.keys('*')).filter((key) => key !== CLAIM);
  if (keys.length > 0) await redis.del(keys);
}

async function close(redis: Redis): Promise<void> {
  await redis.flushdb();
  await redis.quit();
}

export interface Books {
  readonly initial: Record<string, number>;
  readonly available: Record<string, number>;
  readonly reserved: Record<string, number>;
  /** No SKU of which no order was completed yet. */
  readonly sold: Record<string, number>;
  /** Order id → reservation. */
  readonly reservations: Record<string, { id: string; lines: { sku: string; quantity: number }[] }>;
}

/** The stock as it stands at one moment: one transaction reads all of it. */
export async function readBooks(redis: Redis): Promise<Books> {
  const { initial, available, reserved, sold, reservations } = REDIS_KEYS;
  const replies = await redis
    .multi()
    .hgetall(initial)
    .hgetall(available)
    .hgetall(reserved)
    .hgetall(sold)
    .hgetall(reservations)
    .exec();
  const hashes = (replies ?? []).map(([error, hash]) => {
    if (error) throw error;
    return hash as Record<string, string>;
  });
  const numbers = (hash: Record<string, string> = {}) => mapValues(hash, Number);
  return {
    initial: numbers(hashes[0]),
    available: numbers(hashes[1]),
    reserved: numbers(hashes[2]),
    sold: numbers(hashes[3]),
    reservations: mapValues(hashes[4] ?? {}, (json) => JSON.parse(json) as Books['reservations'][string]),
  };
}

/** Each SKU: initial = available + reserved + sold, reserved = what the reservations say, nothing below zero. */
export function expectConserved({ initial, available, reserved, sold, reservations }: Books): void {
  const held = mapValues(initial, () => 0);
  for (const { sku, quantity } of Object.values(reservations).flatMap(({ lines }) => lines))
    held[sku] = (held[sku] ?? 0) + quantity;
  expect(reserved).toEqual(held);
  for (const [sku, pieces] of Object.entries(initial)) {
    const sum = (available[sku] ?? NaN) + (reserved[sku] ?? NaN) + (sold[sku] ?? 0);
    expect({ sku, sum }).toEqual({ sku, sum: pieces });
    expect(available[sku]).toBeGreaterThanOrEqual(0);
  }
  expect(Object.keys(available).sort()).toEqual(Object.keys(initial).sort());
}

const mapValues = <A, B>(record: Record<string, A>, map: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
