import { randomBytes, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { REDIS_KEYS } from '@lab/contracts';
import { Redis } from 'ioredis';
import { Client } from 'pg';

/** The schema is the orders service's; what a service reads of another one's tables has to fit that. */
const MIGRATIONS = join(__dirname, '../../../orders/src/postgres/migrations');
const CLAIM = 'test:claim';
/** How many pieces of the one SKU there are. */
const PIECES = 1_000;
const SKU = 'SPOON-01';

const required = (name: string): string => {
  const value = process.env[name];
  if (value === undefined || value === '')
    throw new Error(`${name} is not set: integration tests need the real store`);
  return value;
};

export interface OrderRow {
  readonly id: string;
  readonly status: 'pending' | 'confirmed';
  readonly minutesAgo?: number;
}

/** A database and a key space of the test's own, as orders and inventory would leave them. */
export class Stores {
  private constructor(
    readonly postgresUrl: string,
    readonly redisUrl: string,
    private readonly postgres: Client,
    readonly redis: Redis,
  ) {}

  static async open(): Promise<Stores> {
    const name = `prober_test_${process.pid}_${randomBytes(4).toString('hex')}`;
    await asAdmin(`CREATE DATABASE ${name}`);
    const url = new URL(required('TEST_POSTGRES_URL'));
    url.pathname = `/${name}`;
    const postgres = new Client({ connectionString: url.href });
    await postgres.connect();
    for (const file of (await readdir(MIGRATIONS)).sort()) {
      const [up = ''] = (await readFile(join(MIGRATIONS, file), 'utf8')).split('-- Down Migration');
      await postgres.query(up);
    }
    const redis = await claimRedis();
    await redis.hset(REDIS_KEYS.initial, SKU, PIECES);
    await redis.hset(REDIS_KEYS.available, SKU, PIECES);
    const { host = '', port = 0, db = 0, password } = redis.options;
    const redisUrl = `redis://${password ? `:${encodeURIComponent(password)}@` : ''}${host}:${port}/${db}`;
    return new Stores(url.href, redisUrl, postgres, redis);
  }

  async order({ id, status, minutesAgo = 0 }: OrderRow): Promise<void> {
    const isSettled = status === 'confirmed';
    // As inventory does: the reservation is there before the order is confirmed.
    if (isSettled) await this.reserve(id);
    await this.postgres.query(
      `INSERT INTO orders (id, idempotency_key, customer_id, lines, status, created_at, settled_at, settled_by)
       VALUES ($1, $2, 'ada', $3, $4, now() - $5 * interval '1 minute', $6, $7)`,
      [
        id,
        randomUUID(),
        JSON.stringify([{ sku: SKU, quantity: 1 }]),
        status,
        minutesAgo,
        isSettled ? new Date() : null,
        isSettled ? randomUUID() : null,
      ],
    );
  }

  private async reserve(id: string): Promise<void> {
    await this.redis
      .multi()
      .hset(
        REDIS_KEYS.reservations,
        id,
        JSON.stringify({ id: randomUUID(), lines: [{ sku: SKU, quantity: 1 }] }),
      )
      .hincrby(REDIS_KEYS.available, SKU, -1)
      .hincrby(REDIS_KEYS.reserved, SKU, 1)
      .exec();
  }

  async query(text: string, values: readonly unknown[] = []): Promise<void> {
    await this.postgres.query(text, [...values]);
  }

  async close(): Promise<void> {
    await this.redis.flushdb();
    await this.redis.quit();
    const { database = '' } = this.postgres;
    await this.postgres.end();
    await asAdmin(`DROP DATABASE ${database} WITH (FORCE)`);
  }
}

const asAdmin = async (statement: string): Promise<void> => {
  const client = new Client({ connectionString: required('TEST_POSTGRES_URL') });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
};

/** As inventory's specs claim one: a database of the test server that is empty and nobody else's. */
async function claimRedis(): Promise<Redis> {
  for (let db = 1; db < 16; db += 1) {
    const redis = new Redis(new URL(`/${db}`, required('TEST_REDIS_URL')).href);
    const isOurs =
      (await redis.dbsize()) === 0 && (await redis.set(CLAIM, randomUUID(), 'EX', 600, 'NX')) === 'OK';
    if (isOurs) return redis;
    await redis.quit();
  }
  throw new Error('every database of the test Redis (1 to 15) is in use');
}
