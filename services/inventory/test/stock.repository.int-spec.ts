import { randomUUID } from 'node:crypto';
import { REDIS_KEYS } from '@lab/contracts';
import type { Redis } from 'ioredis';
import { createRedis } from '../src/redis/redis.client';
import type { Product } from '../src/stock/products';
import { StockRepository } from '../src/stock/stock.repository';
import { type TestRedis, claimRedis, expectConserved, readBooks } from './support/redis';

const TTL_SECONDS = 86_400;
const product = (sku: string, stock: number): Product => ({ sku, name: sku, priceCents: 100, stock });
const PRODUCTS = [product('LAMP-01', 10), product('MUG-01', 5), product('LAST-01', 0)];
const lines = (...pairs: [sku: string, quantity: number][]) =>
  pairs.map(([sku, quantity]) => ({ sku, quantity }));

describe('StockRepository on Redis', () => {
  let server: TestRedis;
  let client: Redis;
  let stock: StockRepository;

  beforeAll(async () => {
    server = await claimRedis();
    client = createRedis({ url: server.url, commandTimeoutMs: 2000 });
    stock = new StockRepository(client, { CLOSED_ORDER_TTL_SECONDS: TTL_SECONDS });
    await new Promise((resolve) => client.once('ready', resolve));
  });
  beforeEach(async () => {
    await server.clear();
    await stock.seed(PRODUCTS);
  });
  afterEach(async () => expectConserved(await readBooks(server.redis)));
  afterAll(async () => {
    await client.quit();
    await server.close();
  });

  const closed = (order: string) => server.redis.get(REDIS_KEYS.closed(order));

  it('reserves every line and writes the reservation as the audit reads it', async () => {
    const order = randomUUID();
    expect(await stock.reserve(order, lines(['LAMP-01', 2], ['MUG-01', 5]))).toEqual({
      outcome: 'reserved',
      repeated: false,
    });
    expect(await readBooks(server.redis)).toEqual({
      initial: { 'LAMP-01': 10, 'MUG-01': 5, 'LAST-01': 0 },
      available: { 'LAMP-01': 8, 'MUG-01': 0, 'LAST-01': 0 },
      reserved: { 'LAMP-01': 2, 'MUG-01': 5, 'LAST-01': 0 },
      reservations: { [order]: lines(['LAMP-01', 2], ['MUG-01', 5]) },
    });
    expect(await closed(order)).toBeNull();
  });

  it.each([
    ['out_of_stock', 'LAST-01', lines(['LAMP-01', 2], ['LAST-01', 1], ['NO-SUCH', 1])],
    ['unknown_sku', 'NO-SUCH', lines(['LAMP-01', 2], ['NO-SUCH', 1], ['LAST-01', 1])],
  ])(
    'rejects the whole order as %s, naming the first line that could not be',
    async (reason, sku, wanted) => {
      const before = await readBooks(server.redis);
      const order = randomUUID();
      expect(await stock.reserve(order, wanted)).toEqual({
        outcome: 'rejected',
        reason,
        sku,
        repeated: false,
      });
      expect(await readBooks(server.redis)).toEqual(before);
      expect(await closed(order)).toBe(`rejected:${reason}:${sku}`);
      expect(await server.redis.ttl(REDIS_KEYS.closed(order))).toBeGreaterThan(TTL_SECONDS - 60);
    },
  );

  it('adds up lines of the same SKU before it says that there is enough', async () => {
    const rejected = { outcome: 'rejected', reason: 'out_of_stock', sku: 'LAMP-01' };
    expect(await stock.reserve(randomUUID(), lines(['LAMP-01', 6], ['LAMP-01', 5]))).toMatchObject(rejected);
    const order = randomUUID();
    expect(await stock.reserve(order, lines(['LAMP-01', 6], ['LAMP-01', 4]))).toMatchObject({
      outcome: 'reserved',
    });
    expect(await stock.release(order)).toBe(true);
    expect((await readBooks(server.redis)).available['LAMP-01']).toBe(10);
  });

  it('reserves an order once, however often it is placed', async () => {
    const order = randomUUID();
    await stock.reserve(order, lines(['LAMP-01', 3]));
    const before = await readBooks(server.redis);
    expect(await stock.reserve(order, lines(['LAMP-01', 3]))).toEqual({
      outcome: 'reserved',
      repeated: true,
    });
    expect(await readBooks(server.redis)).toEqual(before);
  });

  it('keeps a rejection, also when there is enough by now', async () => {
    const [holder, late] = [randomUUID(), randomUUID()];
    await stock.reserve(holder, lines(['LAMP-01', 10]));
    const rejected = { outcome: 'rejected', reason: 'out_of_stock', sku: 'LAMP-01' };
    expect(await stock.reserve(late, lines(['LAMP-01', 1]))).toEqual({ ...rejected, repeated: false });
    await stock.release(holder);
    expect(await stock.reserve(late, lines(['LAMP-01', 1]))).toEqual({ ...rejected, repeated: true });
  });

  it('releases once, and leaves the tombstone with its expiry', async () => {
    const order = randomUUID();
    await stock.reserve(order, lines(['LAMP-01', 4], ['MUG-01', 1]));
    expect(await stock.release(order)).toBe(true);
    expect(await stock.release(order)).toBe(false);
    expect(await readBooks(server.redis)).toMatchObject({
      available: { 'LAMP-01': 10, 'MUG-01': 5 },
      reserved: { 'LAMP-01': 0, 'MUG-01': 0 },
      reservations: {},
    });
    expect(await closed(order)).toBe('cancelled');
    expect(await server.redis.ttl(REDIS_KEYS.closed(order))).toBeGreaterThan(TTL_SECONDS - 60);
  });

  it('reserves nothing for an order whose cancellation came first, nor for one cancelled since', async () => {
    const [overtaken, cancelled] = [randomUUID(), randomUUID()];
    expect(await stock.release(overtaken)).toBe(false);
    await stock.reserve(cancelled, lines(['LAMP-01', 1]));
    await stock.release(cancelled);
    for (const order of [overtaken, cancelled]) {
      expect(await stock.reserve(order, lines(['LAMP-01', 1]))).toEqual({
        outcome: 'cancelled',
        repeated: true,
      });
    }
    expect((await readBooks(server.redis)).reservations).toEqual({});
  });

  it('says nothing about an order while the store is empty', async () => {
    await server.clear();
    const order = randomUUID();
    expect(await stock.reserve(order, lines(['LAMP-01', 1]))).toBeUndefined();
    expect(await closed(order)).toBeNull();
    await stock.seed(PRODUCTS);
  });

  it('seeds new SKUs only, and leaves the stock of the others alone', async () => {
    await stock.reserve(randomUUID(), lines(['LAMP-01', 3]));
    expect(await stock.seed([product('LAMP-01', 999), product('NEW-01', 7)])).toBe(1);
    expect(await readBooks(server.redis)).toMatchObject({
      initial: { 'LAMP-01': 10, 'NEW-01': 7 },
      available: { 'LAMP-01': 7, 'NEW-01': 7 },
      reserved: { 'LAMP-01': 3, 'NEW-01': 0 },
    });
    expect(await stock.available()).toMatchObject({ 'LAMP-01': '7', 'NEW-01': '7' });
  });

  it('gives the last pieces to exactly as many of many orders at once as there are pieces', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 100 }, () => stock.reserve(randomUUID(), lines(['LAMP-01', 1]))),
    );
    expect(outcomes.filter((each) => each?.outcome === 'reserved')).toHaveLength(10);
    expect(outcomes.filter((each) => each?.outcome === 'rejected')).toHaveLength(90);
  });
});
