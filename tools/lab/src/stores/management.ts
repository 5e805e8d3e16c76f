import { z } from 'zod';
import { EnvironmentError } from '../errors.ts';
import { reach, STORE_TIMEOUT_MS } from './reach.ts';

const Queues = z.array(z.object({ name: z.string(), messages_unacknowledged: z.number().default(0) }));

/** The virtual host that an AMQP address names. */
export const vhostOf = (amqpUrl: string): string => {
  const path = new URL(amqpUrl).pathname.slice(1);
  return path === '' ? '/' : decodeURIComponent(path);
};

/**
 * Every queue of the virtual host → messages that a consumer holds. AMQP itself can neither list queues nor count
 * those. Queue totals come without the statistics database, so they are as fresh as the queues report them (5 s).
 */
export const unacknowledged = async (managementUrl: string, vhost: string): Promise<Map<string, number>> => {
  const url = new URL(managementUrl);
  const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  const target = `${url.origin}/api/queues/${encodeURIComponent(vhost)}?disable_stats=true&enable_queue_totals=true`;
  return reach('rabbitmq', 'list queues over the management API', async () => {
    const response = await fetch(target, {
      headers: { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` },
      signal: AbortSignal.timeout(STORE_TIMEOUT_MS),
    });
    if (!response.ok) throw new EnvironmentError(`rabbitmq: management API answers ${response.status}`);
    const queues = Queues.parse(await response.json());
    return new Map(queues.map((queue) => [queue.name, queue.messages_unacknowledged]));
  });
};
