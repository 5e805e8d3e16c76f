import { randomBytes } from 'node:crypto';
import { EVENTS_EXCHANGE } from '@lab/contracts';
import { until } from '@lab/testing';
import { type ConfirmChannel, type ConsumeMessage, type GetMessage, type Options, connect } from 'amqplib';

/** A lost connection takes seconds to show, and the management API lags as much. */
export const PATIENTLY = { withinMs: 20_000, everyMs: 50 } as const;

const required = (name: string): string => {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: these tests need a real RabbitMQ`);
  return value;
};

/** A virtual host of a test's own, seen past the library under test: raw channel and management API. */
export interface TestBroker {
  readonly url: string;
  readonly channel: ConfirmChannel;
  /** To the events exchange, as any client might; resolves on confirm. */
  publishRaw(routingKey: string, content: Buffer | string, properties?: Options.Publish): Promise<void>;
  /** Waits for the next message of a queue and takes it. */
  take(queue: string, withinMs?: number): Promise<GetMessage>;
  depth(queue: string): Promise<number>;
  /** Fills a queue until it refuses what is published to it (`reject-publish`). */
  fill(queue: string): Promise<void>;
  /** Lets clients publish to the events exchange only what matches. */
  permitOnly(routingKeys: string): Promise<void>;
  /** Closes every connection to the virtual host but the test's own; resolves with how many there were. */
  killConnections(): Promise<number>;
  remove(): Promise<void>;
}

export const createBroker = async (): Promise<TestBroker> => {
  const vhost = `messaging-${randomBytes(4).toString('hex')}`;
  const server = new URL(required('TEST_RABBITMQ_URL'));
  const manage = managementOf(required('TEST_RABBITMQ_MANAGEMENT_URL'));
  await manage('PUT', `vhosts/${vhost}`);
  await manage('PUT', `permissions/${vhost}/${server.username}`, {
    configure: '.*',
    write: '.*',
    read: '.*',
  });
  const url = new URL(vhost, server).href;
  const connection = await connect(url, { clientProperties: { connection_name: 'test' } });
  const channel = await connection.createConfirmChannel();

  return {
    url,
    channel,
    publishRaw: async (routingKey, content, properties = {}) => {
      channel.publish(EVENTS_EXCHANGE, routingKey, Buffer.from(content), properties);
      await channel.waitForConfirms();
    },
    take: (queue, withinMs = PATIENTLY.withinMs) =>
      until(`a message in ${queue}`, () => channel.get(queue, { noAck: true }), { ...PATIENTLY, withinMs }),
    depth: async (queue) => (await channel.checkQueue(queue)).messageCount,
    fill: async (queue) => {
      await manage('PUT', `policies/${vhost}/${queue}`, {
        pattern: `^${queue.replaceAll('.', '[.]')}$`,
        definition: { 'max-length': 1, overflow: 'reject-publish' },
        'apply-to': 'queues',
      });
      const isRefused = (): Promise<boolean> =>
        new Promise((resolve) => {
          channel.sendToQueue(queue, Buffer.from('full'), {}, (error) => resolve(error !== null));
        });
      // A policy takes effect some time after the broker has accepted it.
      await until(`${queue} refuses`, isRefused, PATIENTLY);
    },
    permitOnly: async (write) => {
      await manage('PUT', `topic-permissions/${vhost}/${server.username}`, {
        exchange: EVENTS_EXCHANGE,
        write,
        read: '.*',
      });
    },
    killConnections: async () => {
      // the management API learns of a connection seconds after it was opened
      const others = await until(
        'connections in the management API',
        async () => {
          const all = (await manage('GET', `vhosts/${vhost}/connections`)) as BrokerConnectionInfo[];
          const found = all.filter(
            ({ client_properties: { connection_name: name } = {} }) => name !== undefined && name !== 'test',
          );
          return found.length >= 2 && found;
        },
        PATIENTLY,
      );
      for (const { name } of others) await manage('DELETE', `connections/${encodeURIComponent(name)}`);
      return others.length;
    },
    remove: async () => {
      await connection.close().catch(() => undefined);
      await manage('DELETE', `vhosts/${vhost}`);
    },
  };
};

interface BrokerConnectionInfo {
  readonly name: string;
  readonly client_properties?: { readonly connection_name?: string };
}

const managementOf = (address: string) => {
  const { origin, username, password } = new URL(address);
  const authorization = `Basic ${Buffer.from(decodeURIComponent(`${username}:${password}`)).toString('base64')}`;
  return async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`${origin}/api/${path}`, {
      method,
      headers: { authorization, 'content-type': 'application/json' },
      signal: AbortSignal.timeout(10_000),
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!response.ok && response.status !== 404) throw new Error(`${method} ${path}: ${response.status}`);
    return response.headers.get('content-type')?.includes('json') === true ? response.json() : undefined;
  };
};

export const headersOf = (message: GetMessage | ConsumeMessage): Record<string, unknown> =>
  message.properties.headers ?? {};
