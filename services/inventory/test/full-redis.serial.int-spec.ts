import { randomUUID } from 'node:crypto';
import { eventually } from '@lab/testing';
import { type TestInventory, startInventory } from './support/app';
import { type TestBroker, createVirtualHost } from './support/broker';
import { type TestRedis, claimRedis, expectConserved, readBooks } from './support/redis';

/** A hundred at a time: more publishes than 256 at once are refused. */
const inTurns = async <T, R>(all: readonly T[], work: (each: T, at: number) => Promise<R>): Promise<R[]> => {
  const results: R[] = [];
  for (let at = 0; at < all.length; at += 100)
    results.push(...(await Promise.all(all.slice(at, at + 100).map((each, n) => work(each, at + n)))));
  return results;
};

const LAMP = [{ sku: 'LAMP-01', quantity: 1 }];

describe('a Redis that is full', () => {
  let redis: TestRedis;
  let broker: TestBroker;
  let inventory: TestInventory;

  beforeAll(async () => {
    [redis, broker] = await Promise.all([claimRedis(), createVirtualHost()]);
    inventory = await startInventory({ REDIS_URL: redis.url, RABBITMQ_URL: broker.url });
    await inventory.untilReady({ withinMs: 20_000 });
  });
  afterEach(async () => {
    await redis.makeRoom();
    expectConserved(await readBooks(redis.redis));
  });
  afterAll(async () => {
    await inventory.close();
    await Promise.all([redis.close(), broker.close()]);
  });

  const answerTo = async (order: string) => {
    await inventory.untilAnswered(order);
    const [answer] = inventory.answersTo(order);
    if (!answer) throw new Error('there is an answer');
    return answer;
  };
  const placed = async (): Promise<{ orderId: string; reservationId: string }> => {
    const orderId = randomUUID();
    await inventory.place(orderId, LAMP);
    return { orderId, reservationId: (await answerTo(orderId)).id };
  };
  const reservations = async (): Promise<string[]> =>
    Object.keys((await readBooks(redis.redis)).reservations);
  const metric = async (name: string): Promise<number> => {
    const { body } = await inventory.get('/metrics');
    return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(body)?.[1]);
  };

  it('leaves inventory ready, and what frees memory works behind a placement that cannot be reserved', async () => {
    const [cancelled, refused, completed] = [await placed(), await placed(), await placed()];
    const [released, sold] = [await inventory.counted('released'), await inventory.counted('completed')];
    await redis.fill();
    const unlucky = randomUUID();
    await inventory.place(unlucky, LAMP);
    await inventory.cancel(cancelled.orderId);
    await inventory.refuse(refused.orderId, refused.reservationId);
    await inventory.complete([completed]);

    expect(await answerTo(unlucky)).toMatchObject({
      name: 'inventory.stock-rejected',
      body: { orderId: unlucky, reason: 'no_room', sku: 'LAMP-01' },
    });
    await eventually('the others are handled', async () => {
      expect(await inventory.counted('released')).toBe(released + 2);
      expect(await inventory.counted('completed')).toBe(sold + 1);
    });
    expect((await inventory.get('/health/ready')).statusCode).toBe(200);
    expect((await inventory.get('/stock')).statusCode).toBe(200);
    await redis.makeRoom();
    expect(await reservations()).toEqual([]);
    expect((await readBooks(redis.redis)).sold['LAMP-01']).toBe(1);
  });

  it('is told by the metrics and to whoever asks, and so is the room that comes back', async () => {
    const left = async () => (await inventory.get('/health/room')).json<{ leftRatio: number }>().leftRatio;
    await eventually('there is room', async () => expect(await left()).toBeGreaterThan(0.1));
    expect(await metric('lab_stock_room_ratio')).toBeCloseTo(await left(), 1);
    expect(await metric('lab_stock_room_bytes')).toBeGreaterThan(1e6);
    // asked every second, it is no request among others: none of its own series, spans and log lines
    expect((await inventory.get('/metrics')).body).not.toContain('/health/room');
    await redis.fill();
    await eventually('there is none', async () => expect(await left()).toBe(0));
    expect(await metric('lab_stock_room_ratio')).toBe(0);
    expect(await metric('lab_stock_room_bytes')).toBe(0);
    await redis.makeRoom();
    await eventually('there is room', async () => expect(await left()).toBeGreaterThan(0.1));
  });

  it('does not become full by orders for SKUs that there are not', async () => {
    const keys = await redis.redis.dbsize();
    const books = await readBooks(redis.redis);
    const orders = Array.from({ length: 1_000 }, () => randomUUID());
    await inTurns(orders, (order, at) => inventory.place(order, [{ sku: `NO-SUCH-${at}`, quantity: 1 }]));
    await inventory.untilAllAnswered(orders, { withinMs: 25_000 });
    expect(await redis.redis.dbsize()).toBe(keys);
    expect(await readBooks(redis.redis)).toEqual(books);
  });

  it('does not become full by orders that are placed and cancelled', async () => {
    const [keys, released] = [await redis.redis.dbsize(), await inventory.counted('released')];
    await inTurns(Array.from({ length: 200 }), async () => inventory.cancel((await placed()).orderId));
    await eventually(
      'all are released',
      async () => expect(await inventory.counted('released')).toBe(released + 200),
      { withinMs: 25_000 },
    );
    expect(await redis.redis.dbsize()).toBe(keys);
    expect(await reservations()).toEqual([]);
  });

  it('does not become full while orders complete: memory stays where it is', async () => {
    const used = async (): Promise<number> =>
      Number(/used_memory:(\d+)/.exec(await redis.redis.info('memory'))?.[1]);
    const turn = async (): Promise<void> => {
      const sold = await inventory.counted('completed');
      await inventory.complete(await inTurns(Array.from({ length: 250 }), placed));
      await eventually('all are sold', async () =>
        expect(await inventory.counted('completed')).toBe(sold + 250),
      );
    };
    await turn(); // the table of reservations, scripts and buffers have their size now
    const before = await used();
    for (let turns = 0; turns < 8; turns += 1) await turn();
    expect(await reservations()).toEqual([]);
    // 2,000 reservations that stay would be about 500 kB
    expect((await used()) - before).toBeLessThan(150_000);
  }, 120_000);

  it('is seeded again when it is emptied, though nobody orders', async () => {
    await redis.clear();
    await eventually('its stock is back', async () =>
      expect((await readBooks(redis.redis)).available).toMatchObject({ 'LAMP-01': 1_000_000 }),
    );
    await inventory.untilReady();
  });
});
