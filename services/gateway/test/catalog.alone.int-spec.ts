import '@lab/instrumentation/register';
import { setTimeout as sleep } from 'node:timers/promises';
import { type TestGateway, startGateway } from './support/gateway';
import { Upstream } from './support/upstream';

const FRESH_MS = 200;
const STALE_MS = 1_500;
const catalog = (available: number) => ({
  items: [{ sku: 'LAMP-01', name: 'Lamp', priceCents: 4900, available }],
});

describe('GET /catalog', () => {
  let inventory: Upstream;
  let gateway: TestGateway;
  beforeAll(async () => {
    inventory = await new Upstream().start();
    gateway = await startGateway({
      ORDERS_URL: 'http://127.0.0.1:9',
      INVENTORY_URL: inventory.url,
      CATALOG_FRESH_MS: String(FRESH_MS),
      CATALOG_STALE_MS: String(STALE_MS),
    });
  });
  afterAll(async () => {
    await gateway.close();
    await inventory.stop();
  });

  it('answers 503 while inventory has never answered', async () => {
    await inventory.stop();
    const { status, headers, body } = await gateway.get('/catalog');
    expect([status, headers.get('retry-after')]).toEqual([503, '1']);
    expect(body).toMatchObject({ code: 'inventory.unreachable' });
    await inventory.start();
  });

  it('lists what inventory has, asked once for many clients', async () => {
    inventory.will(() => ({ status: 200, body: catalog(7) }));
    const answers = await Promise.all(Array.from({ length: 20 }, () => gateway.get('/catalog')));
    for (const { status, body } of answers) expect([status, body]).toEqual([200, catalog(7)]);
    expect(inventory.seen.map(({ url }) => url)).toEqual(['/stock']);
    await sleep(FRESH_MS);
    inventory.will(() => ({ status: 200, body: catalog(6) }));
    expect((await gateway.get('/catalog')).body).toEqual(catalog(6));
  });

  it('shows the last one for a time when inventory is away, with its age, and then no more', async () => {
    await inventory.stop();
    await sleep(1_100);
    const { status, headers, body } = await gateway.get('/catalog');
    expect([status, body]).toEqual([200, catalog(6)]);
    expect(Number(headers.get('age'))).toBe(1);
    await sleep(STALE_MS - 1_000);
    expect((await gateway.get('/catalog')).status).toBe(503);
  });
});
