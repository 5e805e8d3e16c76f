import { required, uniqueName } from './test-stores';

const manage = async (method: string, path: string, body?: object): Promise<Response> => {
  const { origin, username, password } = new URL(required('TEST_RABBITMQ_MANAGEMENT_URL'));
  const response = await fetch(`${origin}/api/${path}`, {
    method,
    headers: {
      authorization: `Basic ${Buffer.from(decodeURIComponent(`${username}:${password}`)).toString('base64')}`,
      'content-type': 'application/json',
    },
    signal: AbortSignal.timeout(10_000),
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response;
};

/** A virtual host of its own, so that test files do not see each other's queues. */
export class TestBroker {
  private constructor(
    private readonly vhost: string,
    readonly url: string,
  ) {}

  static async create(): Promise<TestBroker> {
    const vhost = uniqueName();
    const url = new URL(required('TEST_RABBITMQ_URL'));
    await manage('PUT', `vhosts/${vhost}`);
    await manage('PUT', `permissions/${vhost}/${url.username}`, { configure: '.*', write: '.*', read: '.*' });
    url.pathname = `/${vhost}`;
    return new TestBroker(vhost, url.href);
  }

  /** The headers of all messages in a queue, which stay there. */
  async headersIn(queue: string): Promise<Record<string, unknown>[]> {
    const request = { count: 100, ackmode: 'ack_requeue_true', encoding: 'auto' };
    const response = await manage('POST', `queues/${this.vhost}/${queue}/get`, request);
    const messages = (await response.json()) as { properties: { headers: Record<string, unknown> } }[];
    return messages.map(({ properties }) => properties.headers);
  }

  async drop(): Promise<void> {
    await manage('DELETE', `vhosts/${this.vhost}`);
  }
}
