import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { Redis } from 'ioredis';
import { z } from 'zod';
import { EnvironmentError } from '../errors.ts';
import { reach, STORE_TIMEOUT_MS } from '../stores/reach.ts';

/** Fields read and written at once: few enough for Redis to answer others in between. */
const STEP = 2000;
/** Some fields of a hash and their values, one after the other. */
const Piece = z.object({ key: z.string(), entries: z.array(z.string()) });

/** Every key of inventory. All of them are hashes; another kind would be lost, so it ends the copy. */
export const copyStock = (url: string, file: string): Promise<void> =>
  withRedis(url, (redis) => pipeline(pieces(redis), createWriteStream(file, { mode: 0o600 })));

/** Replaces everything that Redis holds. */
export const restoreStock = (url: string, file: string): Promise<void> =>
  withRedis(url, async (redis) => {
    await redis.flushdb();
    for await (const line of createInterface(createReadStream(file))) {
      const { key, entries } = Piece.parse(JSON.parse(line));
      await redis.hset(key, ...entries);
    }
  });

async function* pieces(redis: Redis): AsyncGenerator<string> {
  for (const key of (await redis.keys('*')).sort()) {
    const type = await redis.type(key);
    if (type !== 'hash') throw new EnvironmentError(`redis: ${key} is a ${type}; a backup knows only hashes`);
    for (let cursor: string | undefined = '0'; cursor !== undefined;) {
      const [next, entries]: [string, string[]] = await redis.hscan(key, cursor, 'COUNT', STEP);
      if (entries.length > 0) yield `${JSON.stringify({ key, entries })}\n`;
      cursor = next === '0' ? undefined : next;
    }
  }
}

async function withRedis<T>(url: string, work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: STORE_TIMEOUT_MS,
    commandTimeout: STORE_TIMEOUT_MS,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
  });
  redis.on('error', () => undefined); // the command under way rejects with the same
  try {
    return await reach('redis', 'copy the stock', async () => {
      await redis.connect();
      return await work(redis);
    });
  } finally {
    redis.disconnect();
  }
}
