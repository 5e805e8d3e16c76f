import '@lab/instrumentation/register';
import { setTimeout as sleep } from 'node:timers/promises';
import { type TestGateway, startGateway } from './support/gateway';
import { CONFIRMED, ID, PENDING, REQUEST } from './support/orders';
import { Upstream } from './support/upstream';

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

  const ready = async (): Promise<number> => (await gateway.get('/health/ready')).status;
  const until = async (status: number): Promise<void> => {
    while ((await ready()) !== status) await sleep(100);
  };

  it('is ready while orders is alive, though inventory is not', async () => {
    await until(200);
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
    await until(503);
    expect((await gateway.get('/health/ready')).body).toMatchObject({
      error: { orders: { status: 'down', message: expect.stringContaining('ECONNREFUSED') as string } },
    });
    expect((await gateway.get('/health/live')).status).toBe(200);
    await orders.start();
    await until(200);
    orders.will(() => ({ status: 200, body: CONFIRMED }));
    expect((await gateway.get(`/orders/${ID}`)).status).toBe(200);
  });
});
