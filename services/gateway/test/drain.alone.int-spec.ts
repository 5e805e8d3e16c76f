import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { until } from '@lab/testing';
import { ID, PENDING } from './support/orders';
import { Upstream } from './support/upstream';

const MAIN = join(__dirname, '../dist/bundle.js');

/** The gateway as a process of its own: what SIGTERM does cannot be seen in ours. */
const startProcess = async (ordersUrl: string): Promise<{ process: ChildProcess; url: string }> => {
  if (!existsSync(MAIN)) throw new Error('this test runs the built gateway: npm run build first');
  const child = spawn(process.execPath, [MAIN], {
    env: {
      PATH: process.env['PATH'],
      LISTEN: '127.0.0.1:0',
      OTEL_SDK_DISABLED: 'true',
      LOG_FORMAT: 'json', // as this test reads it
      ORDERS_URL: ordersUrl,
      INVENTORY_URL: 'http://127.0.0.1:9',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  for await (const line of lines) {
    const { msg, address } = JSON.parse(line) as { msg: string; address?: string };
    if (msg !== 'listening' || !address) continue;
    child.stdout.resume();
    return { process: child, url: address };
  }
  throw new Error('the gateway ended before it listened');
};

describe('SIGTERM', () => {
  it('ends a long poll with the order as it is, and lets the process go at once', async () => {
    const orders = await new Upstream().start();
    orders.will(({ url }) => (url.includes('wait=') ? 'hang' : { status: 200, body: PENDING }));
    const gateway = await startProcess(orders.url);
    const exit = new Promise((resolve) => gateway.process.once('exit', resolve));
    const answer = fetch(`${gateway.url}/orders/${ID}?wait=30s`);
    await until('the poll has arrived', () => orders.seen.length > 0);
    const startedAt = performance.now();

    gateway.process.kill('SIGTERM');

    const response = await answer;
    expect([response.status, await response.json()]).toEqual([200, PENDING]);
    expect(response.headers.get('connection')).toBe('close');
    expect(await exit).toBe(0);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    expect(orders.seen.map(({ url }) => url)).toEqual([`/orders/${ID}?wait=30000ms`, `/orders/${ID}`]);
    await orders.stop();
  });
});
