import { Client } from 'pg';
import { type LabContext, say } from '../../../context.ts';
import type { Engine } from '../../../engines/engine.ts';
import { resolveEngine } from '../../../engines/index.ts';
import { EnvironmentError } from '../../../errors.ts';
import { withSecondLab } from '../../../second-lab/second-lab.ts';
import { storeUrls, type StoreUrls } from '../../../stores/addresses.ts';
import { reach } from '../../../stores/reach.ts';

const STORES = { name: 'bench', only: ['postgres', 'redis', 'rabbitmq'] };

/**
 * Runs `work` with new stores beside the lab's, and removes them afterwards. Each side of a bench needs a virtual host, and
 * in the lab's RabbitMQ nobody may create one while the password is the default (ADR 0027).
 */
export const withBenchStores = async <T>(
  context: LabContext,
  engine: Engine,
  work: (stores: StoreUrls) => Promise<T>,
): Promise<T> => {
  await requireCollector(engine);
  say(context, 'starting stores for the bench …');
  const options = { ...STORES, engine: engine.name, progress: () => undefined };
  return withSecondLab(context, options, async (second) => {
    if ('reason' in second) throw new EnvironmentError(second.reason);
    return work(storeUrls(await resolveEngine(second, engine.name), second.env));
  });
};

/** Without it the services would spend their time on spans that nobody takes. */
const requireCollector = async (engine: Engine): Promise<void> => {
  const collector = (await engine.status()).find(({ name }) => name === 'otel-collector');
  if (collector?.ready !== true)
    throw new EnvironmentError("a bench needs the lab's otel-collector, which is not ready: run ./lab up");
};

const withPath = (url: string, path: string): string => {
  const changed = new URL(url);
  changed.pathname = `/${path}`;
  return changed.href;
};

/** Creates a database and a virtual host for one side of a bench; its Redis database is there. */
export const createBenchStores = async (
  stores: StoreUrls,
  name: string,
  redisDb: number,
): Promise<StoreUrls> => {
  await createDatabase(stores.postgres, name);
  await createVirtualHost(stores.rabbitmqManagement, name);
  return {
    postgres: withPath(stores.postgres, name),
    redis: withPath(stores.redis, String(redisDb)),
    rabbitmq: withPath(stores.rabbitmq, name),
    rabbitmqManagement: stores.rabbitmqManagement,
  };
};

const createDatabase = (url: string, name: string): Promise<void> =>
  reach('postgres', 'create a database for the bench', async () => {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      await client.query(`CREATE DATABASE ${name}`);
    } finally {
      await client.end();
    }
  });

const createVirtualHost = (managementUrl: string, name: string): Promise<void> =>
  reach('rabbitmq', 'create a virtual host for the bench', async () => {
    const url = new URL(managementUrl);
    const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    const response = await fetch(`${url.origin}/api/vhosts/${name}`, {
      method: 'PUT',
      headers: { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` },
    });
    await response.arrayBuffer();
    if (!response.ok) throw new EnvironmentError(`rabbitmq: PUT /api/vhosts/${name}: ${response.status}`);
  });
