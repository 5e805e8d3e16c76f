import { Redis } from 'ioredis';
import { Client } from 'pg';
import { EnvironmentError } from '../../../errors.ts';
import type { StoreUrls } from '../../../stores/addresses.ts';
import { reach } from '../../../stores/reach.ts';

const withPath = (url: string, path: string): string => {
  const changed = new URL(url);
  changed.pathname = `/${path}`;
  return changed.href;
};

/** A database, a Redis database and a virtual host in the lab's stores that belong to one side of a bench. */
export interface BenchStores {
  readonly urls: StoreUrls;
  remove(): Promise<void>;
}

export const createBenchStores = async (
  lab: StoreUrls,
  name: string,
  redisDb: number,
): Promise<BenchStores> => {
  await removeAll(lab, name, redisDb); // what a bench that was killed has left
  await withPostgres(lab, (client) => client.query(`CREATE DATABASE ${name}`));
  await manage(lab, 'PUT', name);
  const urls = {
    postgres: withPath(lab.postgres, name),
    redis: withPath(lab.redis, String(redisDb)),
    rabbitmq: withPath(lab.rabbitmq, name),
    rabbitmqManagement: lab.rabbitmqManagement,
  };
  return { urls, remove: () => removeAll(lab, name, redisDb) };
};

const removeAll = async (lab: StoreUrls, name: string, redisDb: number): Promise<void> => {
  await withPostgres(lab, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
  await manage(lab, 'DELETE', name);
  await reach('redis', 'empty a database', async () => {
    const redis = new Redis(withPath(lab.redis, String(redisDb)), { retryStrategy: () => null });
    redis.on('error', () => undefined);
    await redis.flushdb();
    redis.disconnect();
  });
};

const withPostgres = (lab: StoreUrls, work: (client: Client) => Promise<unknown>): Promise<void> =>
  reach('postgres', 'prepare the bench', async () => {
    const client = new Client({ connectionString: lab.postgres });
    await client.connect();
    try {
      await work(client);
    } finally {
      await client.end();
    }
  });

const manage = (lab: StoreUrls, method: 'PUT' | 'DELETE', vhost: string): Promise<void> =>
  reach('rabbitmq', 'prepare the bench', async () => {
    const url = new URL(lab.rabbitmqManagement);
    const credentials = Buffer.from(
      `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`,
    );
    const response = await fetch(`${url.origin}/api/vhosts/${vhost}`, {
      method,
      headers: { authorization: `Basic ${credentials.toString('base64')}` },
    });
    await response.arrayBuffer();
    if (!response.ok && response.status !== 404)
      throw new EnvironmentError(`${method} vhost: ${response.status}`);
  });
