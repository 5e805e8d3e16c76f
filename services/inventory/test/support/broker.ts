import { randomUUID } from 'node:crypto';
import { required } from './environment';

export interface TestBroker {
  /** With the path of a virtual host of its own. */
  readonly url: string;
  close(): Promise<void>;
}

/** Makes a virtual host on the test server, so that specs can run beside each other. */
export async function createVirtualHost(): Promise<TestBroker> {
  const name = `inventory-${randomUUID()}`;
  const url = new URL(`/${name}`, required('TEST_RABBITMQ_URL'));
  await manage('PUT', `/api/vhosts/${name}`);
  await manage('PUT', `/api/permissions/${name}/${url.username}`, {
    configure: '.*',
    write: '.*',
    read: '.*',
  });
  return { url: url.href, close: () => manage('DELETE', `/api/vhosts/${name}`) };
}

async function manage(method: string, path: string, body: object = {}): Promise<void> {
  const api = new URL(path, required('TEST_RABBITMQ_MANAGEMENT_URL'));
  const authorization = `Basic ${btoa(decodeURIComponent(`${api.username}:${api.password}`))}`;
  [api.username, api.password] = ['', '']; // fetch refuses addresses with credentials
  const headers = { authorization, 'content-type': 'application/json' };
  const response = await fetch(api, {
    method,
    headers,
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(10_000),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
}
