import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Unavailable } from '@lab/contracts';
import { TcpProxy } from '@lab/testing';
import { Logger } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { createRedis } from '../src/redis/redis.client';
import { StockRepository } from '../src/stock/stock.repository';
import { type TestRedis, claimRedis, expectConserved, readBooks } from './support/redis';

const TIMEOUT_MS = 300;
const PRODUCTS = [{ sku: 'LAMP-01', name: 'Lamp', priceCents: 4900, stock: 1000 }];
const LINES = [{ sku: 'LAMP-01', quantity: 1 }];
const UNAVAILABLE = { kind: 'unavailable', code: 'inventory.redis_unavailable' };

describe('StockRepository when Redis or the way to it fails', () => {
  let server: TestRedis;
  let proxy: TcpProxy;
  let client: Redis;
  let stock: StockRepository;

  const use = (url: string): void => {
    client = createRedis({ url, commandTimeoutMs: TIMEOUT_MS });
    stock = new StockRepository(client);
  };
  /** What messaging does: the same message again, until it is handled. Any other failure than Unavailable is one. */
  const persist = async <T>(handle: () => Promise<T>): Promise<T> => {
    for (let attempt = 0; attempt < 100; attempt += 1) {
      try {
        return await handle();
      } catch (error) {
        if (!(error instanceof Unavailable)) throw error;
        await sleep(50);
      }
    }
    throw new Error('Redis did not come back');
  };

  beforeAll(async () => {
    Logger.overrideLogger(false);
    server = await claimRedis();
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    await server.clear();
    proxy = await TcpProxy.open(server.url);
    use(proxy.url);
    await persist(() => stock.seed(PRODUCTS));
  });
  afterEach(async () => {
    client.disconnect();
    await proxy.close();
    expectConserved(await readBooks(server.redis));
  });

  it('forgets no script: after SCRIPT FLUSH the next command works as before', async () => {
    await stock.reserve(randomUUID(), LINES);
    await server.redis.script('FLUSH');
    await expect(stock.reserve(randomUUID(), LINES)).resolves.toMatchObject({ outcome: 'reserved' });
    await server.redis.script('FLUSH');
    await expect(stock.release(randomUUID())).resolves.toBe(false);
  });

  it('reserves each order once while its connection is killed again and again', async () => {
    const orders = Array.from({ length: 400 }, () => randomUUID());
    const id = async () => /id=(\d+)/.exec(await client.client('INFO'))?.[1];
    let kills = 0;
    const working = (async () => {
      for (let at = 0; at < orders.length; at += 20) {
        await Promise.all(
          orders.slice(at, at + 20).map((order) => persist(() => stock.reserve(order, LINES))),
        );
      }
    })();
    const isDone = working.then(() => true);
    while (!(await Promise.race([isDone, sleep(5, false)]))) {
      const mine = await id().catch(() => undefined);
      if (mine && kills < 5) kills += Number(await server.redis.client('KILL', 'ID', mine));
    }
    const { reserved, reservations } = await readBooks(server.redis);
    expect(kills).toBeGreaterThan(0);
    expect(Object.keys(reservations).sort()).toEqual(orders.sort());
    expect(reserved['LAMP-01']).toBe(orders.length);
  });

  it('answers from what was recorded when only the reply was lost', async () => {
    const order = randomUUID();
    proxy.mute();
    await expect(stock.reserve(order, LINES)).rejects.toMatchObject(UNAVAILABLE);
    expect(Object.keys((await readBooks(server.redis)).reservations)).toEqual([order]);
    await proxy.cut();
    proxy.resume();
    await proxy.open();
    await expect(persist(() => stock.reserve(order, LINES))).resolves.toMatchObject({
      outcome: 'reserved',
      repeated: true,
    });
  });

  it('fails within its timeout while Redis hangs, and works as soon as it goes on', async () => {
    proxy.stall();
    const start = performance.now();
    await expect(stock.reserve(randomUUID(), LINES)).rejects.toMatchObject(UNAVAILABLE);
    expect(performance.now() - start).toBeLessThan(TIMEOUT_MS * 3);
    proxy.resume();
    await expect(persist(() => stock.reserve(randomUUID(), LINES))).resolves.toMatchObject({
      outcome: 'reserved',
    });
  });

  it('fails at once while Redis is away and reconnects by itself', async () => {
    await proxy.cut();
    await sleep(50); // the client has to notice first
    const start = performance.now();
    await expect(stock.available()).rejects.toMatchObject(UNAVAILABLE);
    await expect(stock.release(randomUUID())).rejects.toMatchObject(UNAVAILABLE);
    expect(performance.now() - start).toBeLessThan(TIMEOUT_MS);
    await proxy.open();
    await expect(persist(() => stock.reserve(randomUUID(), LINES))).resolves.toMatchObject({
      outcome: 'reserved',
    });
  });

  it('starts before Redis does', async () => {
    client.disconnect();
    const late = await TcpProxy.closed(server.url);
    use(late.url);
    await expect(stock.reserve(randomUUID(), LINES)).rejects.toMatchObject(UNAVAILABLE);
    await late.open();
    await expect(persist(() => stock.reserve(randomUUID(), LINES))).resolves.toMatchObject({
      outcome: 'reserved',
    });
    client.disconnect();
    await late.close();
  });
});
