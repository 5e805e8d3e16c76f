import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Catalog } from '@lab/contracts';
import { TcpProxy, eventually } from '@lab/testing';
import { type TestInventory, startInventory } from './support/app';
import { type TestBroker, createVirtualHost } from './support/broker';
import { type TestRedis, claimRedis, expectConserved, readBooks } from './support/redis';

const lines = (...pairs: [sku: string, quantity: number][]) =>
  pairs.map(([sku, quantity]) => ({ sku, quantity }));

describe('inventory, with Redis and RabbitMQ', () => {
  let redis: TestRedis;
  let broker: TestBroker;
  let toRedis: TcpProxy;
  let toBroker: TcpProxy;
  let inventory: TestInventory;

  beforeAll(async () => {
    [redis, broker] = await Promise.all([claimRedis(), createVirtualHost()]);
    [toRedis, toBroker] = await Promise.all([TcpProxy.closed(redis.url), TcpProxy.closed(broker.url)]);
    inventory = await startInventory({
      REDIS_URL: toRedis.url,
      RABBITMQ_URL: toBroker.url,
      REDIS_COMMAND_TIMEOUT_MS: '500',
    });
  });
  afterAll(async () => {
    await inventory.close();
    await Promise.all([toRedis.close(), toBroker.close(), redis.close(), broker.close()]);
  });
  const conserved = async () => expectConserved(await readBooks(redis.redis));
  const untilReleased = (order: string): Promise<void> =>
    eventually('its reservation is released', async () =>
      expect((await readBooks(redis.redis)).reservations).not.toHaveProperty(order),
    );
  /** It counts when Redis has answered: a moment after the books show it. */
  const untilCounted = (outcome: string, count: number): Promise<void> =>
    eventually(`${count} are ${outcome}`, async () => expect(await inventory.counted(outcome)).toBe(count));

  it('starts while both are down, lives, and says which one it misses', async () => {
    expect((await inventory.get('/health/live')).statusCode).toBe(200);
    await eventually('it names both', async () => {
      const ready = await inventory.get('/health/ready');
      expect(ready.statusCode).toBe(503);
      expect(ready.json()).toMatchObject({
        error: { redis: { status: 'down' }, rabbitmq: { status: 'down' } },
      });
    });
    const stock = await inventory.get('/stock');
    expect(stock.statusCode).toBe(503);
    expect(Number(stock.headers['retry-after'])).toBeGreaterThan(0);
    expect(stock.json()).toMatchObject({ code: 'inventory.redis_unavailable', instance: '/stock' });
  });

  it('becomes ready, its stock seeded, when both have come', async () => {
    await Promise.all([toRedis.open(), toBroker.open()]);
    await inventory.untilReady({ withinMs: 20_000 });
    const { items } = Catalog.parse((await inventory.get('/stock')).json());
    expect(items.find(({ sku }) => sku === 'LAMP-01')?.available).toBe(1_000_000);
    await conserved();
  });

  it('answers a placed order, and a second delivery of it with the same message', async () => {
    const order = randomUUID();
    await inventory.place(order, lines(['LAMP-01', 2], ['MUG-01', 1]));
    await inventory.untilAnswered(order);
    await inventory.place(order, lines(['LAMP-01', 2], ['MUG-01', 1]));
    await inventory.untilAnswered(order, 2);
    const [first, second] = inventory.answersTo(order);
    expect(first).toMatchObject({ name: 'inventory.stock-reserved', version: 1, body: { orderId: order } });
    expect(second?.id).toBe(first?.id);
    expect((await readBooks(redis.redis)).reservations[order]).toEqual({
      id: first?.id,
      lines: lines(['LAMP-01', 2], ['MUG-01', 1]),
    });
    expect([await inventory.counted('reserved'), await inventory.counted('repeated')]).toEqual([1, 1]);
    await conserved();
  });

  it.each([
    ['out_of_stock', 'PRINT-01', 6],
    ['unknown_sku', 'NO-SUCH', 1],
  ])('rejects an order with %s and reserves no line of it', async (reason, sku, quantity) => {
    const order = randomUUID();
    await inventory.place(order, lines(['LAMP-01', 1], [sku, quantity]));
    await inventory.untilAnswered(order);
    expect(inventory.answersTo(order)[0]).toMatchObject({
      name: 'inventory.stock-rejected',
      body: { orderId: order, reason, sku },
    });
    expect((await readBooks(redis.redis)).reservations).not.toHaveProperty(order);
    await conserved();
  });

  it('releases the stock of a cancelled order', async () => {
    const order = randomUUID();
    await inventory.place(order, lines(['LAMP-01', 1000]));
    await inventory.untilAnswered(order);
    await inventory.cancel(order);
    await untilReleased(order);
    await conserved();
  });

  it('releases a reservation that orders refuses, and no other one of that order', async () => {
    const order = randomUUID();
    await inventory.place(order, lines(['LAMP-01', 1]));
    await inventory.untilAnswered(order);
    const [reservationId = ''] = inventory.answersTo(order).map(({ id }) => id);
    const released = await inventory.counted('released');
    await inventory.refuse(order, randomUUID());
    await inventory.place(order, lines(['LAMP-01', 1])); // its answer comes after the refusal was handled
    await inventory.untilAnswered(order, 2);
    expect((await readBooks(redis.redis)).reservations).toHaveProperty(order);
    await inventory.refuse(order, reservationId);
    await untilReleased(order);
    await untilCounted('released', released + 1);
    await conserved();
  });

  it('answers a cancellation that overtook its placement with a reservation, which orders then refuses', async () => {
    const order = randomUUID();
    await inventory.cancel(order);
    await inventory.place(order, lines(['LAMP-01', 1]));
    await inventory.untilAnswered(order);
    await inventory.refuse(order, inventory.answersTo(order)[0]?.id ?? '');
    await untilReleased(order);
    await conserved();
  });

  it('sells what completed orders have reserved, and keeps no reservation of them', async () => {
    const orders = Array.from({ length: 20 }, () => randomUUID());
    await Promise.all(orders.map((order) => inventory.place(order, lines(['CHAIR-01', 3]))));
    await inventory.untilAllAnswered(orders);
    await inventory.complete(
      orders.map((orderId) => ({ orderId, reservationId: inventory.answersTo(orderId)[0]?.id ?? '' })),
    );
    await eventually('they are sold', async () =>
      expect((await readBooks(redis.redis)).sold['CHAIR-01']).toBe(60),
    );
    const { reservations } = await readBooks(redis.redis);
    expect(orders.filter((order) => order in reservations)).toEqual([]);
    await untilCounted('completed', 20);
    await conserved();
  });

  it('seeds a Redis that lost everything, rather than reject orders', async () => {
    await redis.clear();
    const order = randomUUID();
    await inventory.place(order, lines(['LAMP-01', 1]));
    await eventually('it is reserved', () =>
      expect(inventory.answersTo(order)[0]?.name).toBe('inventory.stock-reserved'),
    );
    await conserved();
  });

  it('answers every order, and reserves it once, though Redis and RabbitMQ go away under it', async () => {
    const orders = Array.from({ length: 300 }, () => randomUUID());
    const placeUntilTaken = (order: string): Promise<void> =>
      eventually('it is taken', () => inventory.place(order, lines(['LAMP-02', 1])), {
        withinMs: 50_000,
        everyMs: 100, // as the outbox does
      });
    const placing = (async () => {
      for (let at = 0; at < orders.length; at += 10)
        await Promise.all(orders.slice(at, at + 10).map(placeUntilTaken));
    })();
    for (const proxy of [toRedis, toBroker, toRedis, toBroker]) {
      await sleep(100);
      await proxy.cut();
      await sleep(200);
      await proxy.open();
    }
    await placing;
    await inventory.untilAllAnswered(orders, { withinMs: 25_000 });
    const { reservations } = await readBooks(redis.redis);
    expect(orders.filter((order) => !(order in reservations))).toEqual([]);
    for (const order of orders) expect(new Set(inventory.answersTo(order).map(({ id }) => id)).size).toBe(1);
    await conserved();
  }, 60_000);
});
