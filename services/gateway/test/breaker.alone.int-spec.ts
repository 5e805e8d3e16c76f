import '@lab/instrumentation/register';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually, until } from '@lab/testing';
import { type TestGateway, startGateway } from './support/gateway';
import { CANCELLED, CONFIRMED, ID, PENDING, REQUEST } from './support/orders';
import { Upstream, problem } from './support/upstream';

describe('the gateway while orders is away', () => {
  let orders: Upstream;
  let gateway: TestGateway;
  beforeAll(async () => {
    orders = await new Upstream().start();
    gateway = await startGateway({
      ORDERS_URL: orders.url,
      INVENTORY_URL: 'http://127.0.0.1:9',
      ORDERS_RETRIES: '0',
    });
  });
  afterAll(async () => {
    await gateway.close();
    await orders.stop();
  });

  const untilReadyIs = (status: number): Promise<void> =>
    eventually(
      `readiness is ${status}`,
      async () => expect((await gateway.get('/health/ready')).status).toBe(status),
      { withinMs: 25_000, everyMs: 100 },
    );

  it('is ready while orders is alive, though inventory is not', async () => {
    await untilReadyIs(200);
  });

  it('stops asking after enough failures, says when to come back, and asks again then', async () => {
    orders.will(() => 'break');
    const codes = [];
    for (let call = 0; call < 15; call += 1) {
      const { status, headers, body } = await gateway.post('/orders', REQUEST);
      expect([status, headers.get('retry-after')]).toEqual([503, '1']);
      codes.push((body as { code: string }).code);
    }
    expect(new Set(codes)).toEqual(new Set(['orders.unreachable', 'orders.circuit_open']));
    expect(codes.at(-1)).toBe('orders.circuit_open');
    expect(orders.seen.length).toBe(codes.filter((code) => code === 'orders.unreachable').length);

    orders.will(() => ({ status: 202, body: PENDING }));
    expect((await gateway.post('/orders', REQUEST)).status).toBe(503);
    expect(orders.seen).toEqual([]);
    await sleep(1_100);
    expect((await gateway.post('/orders', REQUEST)).status).toBe(202);
    expect((await gateway.post('/orders', REQUEST)).status).toBe(202);
  });

  it('becomes unready, naming orders, and ready again', async () => {
    await orders.stop();
    await untilReadyIs(503);
    expect((await gateway.get('/health/ready')).body).toMatchObject({
      error: { orders: { status: 'down', message: expect.stringContaining('ECONNREFUSED') as string } },
    });
    expect((await gateway.get('/health/live')).status).toBe(200);
    await orders.start();
    await untilReadyIs(200);
    orders.will(() => ({ status: 200, body: CONFIRMED }));
    expect((await gateway.get(`/orders/${ID}`)).status).toBe(200);
  });
});

describe('the gateway while orders refuses or hangs', () => {
  let orders: Upstream;
  let gateway: TestGateway;
  beforeEach(async () => {
    orders = await new Upstream().start();
    gateway = await startGateway({
      ORDERS_URL: orders.url,
      INVENTORY_URL: orders.url,
      ORDERS_TIMEOUT_MS: '300',
      ORDERS_DEADLINE_MS: '3000',
      ORDERS_MAX_CONCURRENT: '4',
      POLLS_MAX_CONCURRENT: '4',
    });
  });
  afterEach(async () => {
    await gateway.close();
    await orders.stop();
  });

  const codeOf = ({ body }: { body: unknown }): string => (body as { code: string }).code;
  const hangOn = (method: string): void =>
    orders.will((seen) => {
      if (seen.method === method) return 'hang';
      return { status: seen.url.endsWith('/cancel') ? 200 : 202, body: PENDING };
    });

  it('passes a full backlog on at once, as often as it is met; reads and cancels go on', async () => {
    orders.will(({ method, url }) => {
      if (url.endsWith('/cancel')) return { status: 200, body: CANCELLED };
      if (method === 'GET') return { status: 200, body: CONFIRMED };
      return problem(503, 'orders.backlog_full', {}, { 'retry-after': '5' });
    });
    const start = performance.now();
    for (let call = 0; call < 30; call += 1) {
      const refused = await gateway.post('/orders', REQUEST);
      expect([refused.status, codeOf(refused), refused.headers.get('retry-after')]).toEqual([
        503,
        'orders.backlog_full',
        '5',
      ]);
    }
    expect(performance.now() - start).toBeLessThan(3_000);
    expect((await gateway.get(`/orders/${ID}`)).status).toBe(200);
    expect((await gateway.get(`/orders/${ID}?wait=1s`)).status).toBe(200);
    expect((await gateway.call('POST', `/orders/${ID}/cancel`)).status).toBe(200);
  });

  it('has a circuit each for reads, writes and long polls', async () => {
    hangOn('POST');
    const failed = await Promise.all(Array.from({ length: 4 }, () => gateway.post('/orders', REQUEST)));
    expect(new Set(failed.map(({ status }) => status))).toEqual(new Set([503]));
    expect(codeOf(await gateway.post('/orders', REQUEST))).toBe('orders.circuit_open');
    expect((await gateway.get(`/orders/${ID}`)).status).toBe(200);
    expect((await gateway.get(`/orders/${ID}?wait=1s`)).status).toBe(200);
  });

  it('does no more for clients that went away: all slots are free again', async () => {
    const leave = new AbortController();
    orders.will(() => 'hang');
    const init = { signal: leave.signal };
    const headers = { 'content-type': 'application/json' };
    const calls = Array.from({ length: 4 }, () => [
      gateway.call('POST', '/orders', { ...init, headers, body: JSON.stringify(REQUEST) }),
      gateway.call('POST', `/orders/${ID}/cancel`, init),
      gateway.get(`/orders/${ID}`, init),
      gateway.get('/orders', init),
      gateway.get('/catalog', init),
    ]).flat();
    const gone = Promise.allSettled(calls);
    // four writes, four reads, one catalogue for all
    await until('all have arrived', () => orders.seen.length >= 9);
    leave.abort();
    await gone;
    const metrics = async (): Promise<string> => (await fetch(`${gateway.base}/metrics`)).text();
    const inFlight =
      /^lab_http_client_requests_(?:in_flight|queued)\{client="orders_(?:reads|writes)"\} (\d+)$/gm;
    await eventually('none is in flight', async () =>
      expect([...(await metrics()).matchAll(inFlight)].map(([, calls]) => calls)).toEqual(
        Array<string>(4).fill('0'),
      ),
    );
    expect(orders.seen.filter(({ url, isGone }) => url !== '/stock' && !isGone)).toEqual([]);
  });

  it('closes no circuit because the client of the trial call left, and sends no long poll as the trial', async () => {
    orders.will(() => 'hang');
    const polls = () => gateway.get(`/orders/${ID}?wait=10ms`);
    for (let turn = 0; turn < 4; turn += 1) await Promise.all([polls(), polls(), polls(), polls()]);
    await sleep(1_100);
    const asked = orders.seen.length;
    const trial = gateway.get(`/orders/${ID}?wait=10ms`, { signal: AbortSignal.timeout(100) });
    await expect(trial).rejects.toThrow(/abort|timeout/i);
    expect(orders.seen.slice(asked).map(({ url }) => url)).toEqual([`/orders/${ID}`]);

    expect(codeOf(await polls())).toMatch(/^orders_polls\.(timeout|circuit_open)$/); // the trial again, to a hanging service
    expect(orders.seen.slice(asked).map(({ url }) => url)).toEqual([`/orders/${ID}`, `/orders/${ID}`]);

    orders.will(() => ({ status: 200, body: CONFIRMED }));
    await sleep(1_100);
    expect((await polls()).status).toBe(200);
    expect(orders.seen.map(({ url }) => url)).toEqual([`/orders/${ID}`, `/orders/${ID}?wait=10ms`]);
  });
});
