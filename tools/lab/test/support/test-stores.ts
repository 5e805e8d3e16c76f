import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EVENTS_EXCHANGE, parkedQueue, QUEUES, REDIS_KEYS, retryQueue } from '@lab/contracts';
import { type Channel, type ChannelModel, connect } from 'amqplib';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import type { StoreUrls } from '../../src/stores/addresses.ts';
import { required } from './required.ts';

const MIGRATIONS = join(__dirname, '../../../../services/orders/src/postgres/migrations');
const CLAIM = 'test:claim';

export interface Line {
  sku: string;
  quantity: number;
}

/** A database, a Redis database and a virtual host that nobody else uses, with the lab's own schema and queues. */
export interface TestStores {
  readonly urls: StoreUrls;
  readonly postgres: Client;
  readonly redis: Redis;
  readonly channel: Channel;
  clear(): Promise<void>;
  close(): Promise<void>;
}

export const openTestStores = async (): Promise<TestStores> => {
  const name = `lab_test_${randomUUID().slice(0, 8)}`;
  const database = await createDatabase(name);
  const redis = await claimRedis();
  const vhost = await createVhost(name);
  const urls: StoreUrls = {
    postgres: database.url,
    redis: redis.url,
    rabbitmq: vhost.url,
    rabbitmqManagement: required('TEST_RABBITMQ_MANAGEMENT_URL'),
  };
  return {
    urls,
    postgres: database.client,
    redis: redis.client,
    channel: vhost.channel,
    clear: async () => {
      await database.client.query('TRUNCATE orders, outbox, outbox_parked');
      await redis.client.del(
        REDIS_KEYS.initial,
        REDIS_KEYS.available,
        REDIS_KEYS.reserved,
        REDIS_KEYS.sold,
        REDIS_KEYS.reservations,
        REDIS_KEYS.missingPiece,
      );
      for (const queue of vhost.queues) await vhost.channel.purgeQueue(queue);
    },
    close: async () => {
      await vhost.close();
      await redis.client.flushdb();
      await redis.client.quit();
      await database.close();
    },
  };
};

const createDatabase = async (name: string) => {
  const admin = new Client({ connectionString: required('TEST_POSTGRES_URL') });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name}`);
  const url = new URL(required('TEST_POSTGRES_URL'));
  url.pathname = `/${name}`;
  const client = new Client({ connectionString: url.href });
  await client.connect();
  for (const file of (await readdir(MIGRATIONS)).sort()) {
    const [up] = (await readFile(join(MIGRATIONS, file), 'utf8')).split('-- Down Migration');
    await client.query(up ?? '');
  }
  const close = async (): Promise<void> => {
    await client.end();
    await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
    await admin.end();
  };
  return { url: url.href, client, close };
};

const claimRedis = async (): Promise<{ url: string; client: Redis }> => {
  for (let db = 1; db < 16; db += 1) {
    const url = new URL(`/${db}`, required('TEST_REDIS_URL')).href;
    const client = new Redis(url, { commandTimeout: 5000 });
    const isOurs =
      (await client.dbsize()) === 0 && (await client.set(CLAIM, randomUUID(), 'EX', 600, 'NX')) === 'OK';
    if (isOurs) return { url, client };
    await client.quit();
  }
  throw new Error('every database of the test Redis (1 to 15) is in use');
};

const createVhost = async (name: string) => {
  await manage('PUT', `vhosts/${name}`);
  const url = new URL(required('TEST_RABBITMQ_URL'));
  url.pathname = `/${name}`;
  const connection: ChannelModel = await connect(url.href);
  const channel = await connection.createChannel();
  await channel.assertExchange(EVENTS_EXCHANGE, 'topic');
  const main = Object.values(QUEUES).map((queue) => queue.name);
  const queues = main.flatMap((queue) => [queue, parkedQueue(queue), retryQueue(queue, 1)]);
  for (const queue of queues) {
    await channel.assertQueue(queue, {
      arguments: { 'x-queue-type': 'quorum', 'x-delivery-limit': 1_000_000 },
    });
  }
  const close = async (): Promise<void> => {
    await connection.close();
    await manage('DELETE', `vhosts/${name}`);
  };
  return { url: url.href, channel, queues, close };
};

const manage = async (method: 'PUT' | 'DELETE', path: string): Promise<void> => {
  const url = new URL(required('TEST_RABBITMQ_MANAGEMENT_URL'));
  const authorization = `Basic ${Buffer.from(decodeURIComponent(`${url.username}:${url.password}`)).toString('base64')}`;
  const response = await fetch(`${url.origin}/api/${path}`, { method, headers: { authorization } });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
};
