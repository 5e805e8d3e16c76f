import { randomUUID } from 'node:crypto';
import { REDIS_KEYS } from '@lab/contracts';
import type { Redis } from 'ioredis';
import { createRedis } from '../src/redis/redis.client';
import type { Product } from '../src/stock/products';
import { StockRepository } from '../src/stock/stock.repository';
import { type TestRedis, claimRedis, expectConserved, readBooks } from './support/redis';

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
    stock = new StockRepository(client);
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

  const books = () => readBooks(server.redis);
  /** Reserves, and answers with the id of the reservation. */
  const reserved = async (order: string, wanted: ReturnType<typeof lines>): Promise<string> => {
    const answer = await stock.reserve(order, wanted);
    if (answer?.outcome !== 'reserved') throw new Error(`not reserved: ${JSON.stringify(answer)}`);
    return answer.id;
  };

  it('reserves every line and writes the reservation as the audit reads it', async () => {
    const order = randomUUID();
    const id = await reserved(order, lines(['LAMP-01', 2], ['MUG-01', 5]));
    expect(await books()).toEqual({
      initial: { 'LAMP-01': 10, 'MUG-01': 5, 'LAST-01': 0 },
      available: { 'LAMP-01': 8, 'MUG-01': 0, 'LAST-01': 0 },
      reserved: { 'LAMP-01': 2, 'MUG-01': 5, 'LAST-01': 0 },
      sold: {},
      reservations: { [order]: { id, lines: lines(['LAMP-01', 2], ['MUG-01', 5]) } },
    });
  });

  it.each([
    ['out_of_stock', 'LAST-01', lines(['LAMP-01', 2], ['LAST-01', 1], ['NO-SUCH', 1])],
    ['unknown_sku', 'NO-SUCH', lines(['LAMP-01', 2], ['NO-SUCH', 1], ['LAST-01', 1])],
  ])('rejects the whole order as %s, names the first line to blame, stores nothing', async (...expected) => {
    const [reason, sku, wanted] = expected;
    const [before, keys] = [await books(), await server.redis.dbsize()];
    expect(await stock.reserve(randomUUID(), wanted)).toEqual({ outcome: 'rejected', reason, sku });
    expect(await books()).toEqual(before);
    expect(await server.redis.dbsize()).toBe(keys);
  });

  it('adds up lines of the same SKU before it says that there is enough', async () => {
    const rejected = { outcome: 'rejected', reason: 'out_of_stock', sku: 'LAMP-01' };
    expect(await stock.reserve(randomUUID(), lines(['LAMP-01', 6], ['LAMP-01', 5]))).toMatchObject(rejected);
    const order = randomUUID();
    await reserved(order, lines(['LAMP-01', 6], ['LAMP-01', 4]));
    expect(await stock.release(order)).toBe(true);
    expect((await books()).available['LAMP-01']).toBe(10);
  });

  it('reserves an order once, however often it is placed', async () => {
    const order = randomUUID();
    const id = await reserved(order, lines(['LAMP-01', 3]));
    const before = await books();
    expect(await stock.reserve(order, lines(['LAMP-01', 3]))).toEqual({
      outcome: 'reserved',
      id,
      repeated: true,
    });
    expect(await books()).toEqual(before);
  });

  it('decides a rejected order anew when it is placed again', async () => {
    const [holder, late] = [randomUUID(), randomUUID()];
    await reserved(holder, lines(['LAMP-01', 10]));
    expect(await stock.reserve(late, lines(['LAMP-01', 1]))).toMatchObject({ outcome: 'rejected' });
    await stock.release(holder);
    expect(await stock.reserve(late, lines(['LAMP-01', 1]))).toMatchObject({
      outcome: 'reserved',
      repeated: false,
    });
  });

  it('releases once, and keeps nothing of the order', async () => {
    const [order, keys] = [randomUUID(), await server.redis.dbsize()];
    await reserved(order, lines(['LAMP-01', 4], ['MUG-01', 1]));
    expect(await stock.release(order)).toBe(true);
    expect(await stock.release(order)).toBe(false);
    expect(await books()).toMatchObject({
      available: { 'LAMP-01': 10, 'MUG-01': 5 },
      reserved: { 'LAMP-01': 0, 'MUG-01': 0 },
      reservations: {},
    });
    expect(await server.redis.dbsize()).toBe(keys);
  });

  it('releases one reservation of an order, never a later one', async () => {
    const order = randomUUID();
    const first = await reserved(order, lines(['LAMP-01', 4]));
    expect(await stock.release(order, first)).toBe(true);
    const second = await reserved(order, lines(['LAMP-01', 4]));
    expect(second).not.toBe(first);
    expect(await stock.release(order, first)).toBe(false);
    expect(await stock.release(order, second)).toBe(true);
  });

  it('sells the reservations of completed orders once, and leaves others of the same orders alone', async () => {
    const [one, two, unknown] = [randomUUID(), randomUUID(), randomUUID()];
    const completed = [
      { orderId: one, reservationId: await reserved(one, lines(['LAMP-01', 4], ['MUG-01', 1])) },
      { orderId: unknown, reservationId: randomUUID() },
      { orderId: two, reservationId: await reserved(two, lines(['LAMP-01', 1])) },
    ];
    expect(await stock.complete(completed)).toBe(2);
    await reserved(one, lines(['LAMP-01', 4])); // its placement was replayed
    expect(await stock.complete(completed)).toBe(0);
    expect(await books()).toMatchObject({
      available: { 'LAMP-01': 1, 'MUG-01': 4 },
      reserved: { 'LAMP-01': 4, 'MUG-01': 0 },
      sold: { 'LAMP-01': 5, 'MUG-01': 1 },
    });
  });

  it('completes and releases reservations that were written before they had ids', async () => {
    const [sold, freed] = [randomUUID(), randomUUID()];
    for (const order of [sold, freed]) {
      await reserved(order, lines(['LAMP-01', 2]));
      await server.redis.hset(REDIS_KEYS.reservations, order, JSON.stringify(lines(['LAMP-01', 2])));
    }
    expect(await stock.reserve(sold, lines(['LAMP-01', 2]))).toMatchObject({ id: sold, repeated: true });
    expect(await stock.complete([{ orderId: sold, reservationId: randomUUID() }])).toBe(1);
    expect(await stock.release(freed, randomUUID())).toBe(true);
    expect(await books()).toMatchObject({ available: { 'LAMP-01': 8 }, sold: { 'LAMP-01': 2 } });
  });

  it('says nothing about an order while the store is empty', async () => {
    await server.clear();
    expect(await stock.isSeeded()).toBe(false);
    expect(await stock.reserve(randomUUID(), lines(['LAMP-01', 1]))).toBeUndefined();
    await stock.seed(PRODUCTS);
    expect(await stock.isSeeded()).toBe(true);
  });

  it('seeds new SKUs only, and leaves the stock of the others alone', async () => {
    await reserved(randomUUID(), lines(['LAMP-01', 3]));
    expect(await stock.seed([product('LAMP-01', 999), product('NEW-01', 7)])).toBe(1);
    expect(await books()).toMatchObject({
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

  describe('at maxmemory', () => {
    afterEach(() => server.makeRoom());

    it('rejects what it cannot reserve, and says so of what it could not have reserved anyway', async () => {
      await server.fill();
      const order = randomUUID();
      const answers = [
        await stock.reserve(order, lines(['MUG-01', 1], ['LAMP-01', 1])),
        await stock.reserve(order, lines(['LAMP-01', 1], ['NO-SUCH', 1])),
        await stock.reserve(order, lines(['LAST-01', 1])),
      ];
      expect(answers).toEqual([
        { outcome: 'rejected', reason: 'no_room', sku: 'MUG-01' },
        { outcome: 'rejected', reason: 'unknown_sku', sku: 'NO-SUCH' },
        { outcome: 'rejected', reason: 'out_of_stock', sku: 'LAST-01' },
      ]);
      await server.makeRoom();
      expect((await books()).reservations).toEqual({});
    });

    it('still answers with the reservation that stands, and still frees memory', async () => {
      const [kept, freed, refused, sold] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
      const ids = new Map<string, string>();
      for (const order of [kept, freed, refused, sold])
        ids.set(order, await reserved(order, lines(['LAMP-01', 1])));
      await server.fill();
      expect(await stock.reserve(kept, lines(['LAMP-01', 1]))).toMatchObject({ id: ids.get(kept) });
      expect(await stock.release(freed)).toBe(true);
      expect(await stock.release(refused, ids.get(refused))).toBe(true);
      expect(await stock.complete([{ orderId: sold, reservationId: ids.get(sold) ?? '' }])).toBe(1);
      await server.makeRoom();
      expect(Object.keys((await books()).reservations)).toEqual([kept]);
    });

    it('is seeded, and seeds an empty store too', async () => {
      await server.fill();
      expect(await stock.isSeeded()).toBe(true);
      expect(await stock.seed(PRODUCTS)).toBe(0);
      await server.clear();
      expect(await stock.seed(PRODUCTS)).toBe(PRODUCTS.length);
    });

    it('has no room left', async () => {
      expect((await stock.room()).leftRatio).toBeGreaterThan(0.1);
      await server.fill();
      expect(await stock.room()).toEqual({ leftBytes: 0, leftRatio: 0 });
    });
  });
});
