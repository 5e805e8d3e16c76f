import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MESSAGE_HEADERS, PROBER_CUSTOMER, REDIS_KEYS } from '@lab/contracts';
import { until } from '@lab/testing';
import { countCustomerOrders } from '../src/backup/orders-copy.ts';
import { copyParked, restoreParked } from '../src/backup/parked-copy.ts';
import { copyStock, restoreStock } from '../src/backup/stock-copy.ts';
import { Broker } from '../src/stores/broker.ts';
import { readParked } from '../src/stores/parked-reader.ts';
import { Shop } from './support/shop.ts';
import { openTestStores, type TestStores } from './support/test-stores.ts';

const PARKED = 'inventory.orders.parked';
const BYTES = Buffer.from([0, 1, 254, 255]);

let stores: TestStores;
let broker: Broker;
let folder: string;
let file: string;

beforeAll(async () => {
  stores = await openTestStores();
  broker = await Broker.open(stores.urls);
  folder = await mkdtemp(join(tmpdir(), 'lab-copies-'));
  file = join(folder, 'copy');
});
afterAll(async () => {
  await broker.close();
  await stores.close();
  await rm(folder, { recursive: true });
});

describe('a lab that is restored into', () => {
  it('has orders when a customer placed one, not when only the prober did', async () => {
    const shop = new Shop(stores);
    await shop.open();
    const ids = [await shop.order('cancelled'), await shop.order('confirmed')];
    expect(await countCustomerOrders(stores.urls.postgres)).toBe(2);
    await stores.postgres.query('UPDATE orders SET customer_id = $1 WHERE id = ANY ($2)', [
      PROBER_CUSTOMER,
      ids,
    ]);
    expect(await countCustomerOrders(stores.urls.postgres)).toBe(0);
  });
});

describe('the copy of the stock', () => {
  const everything = async (): Promise<Record<string, unknown>> => {
    const keys = (await stores.redis.keys('*')).sort();
    return Object.fromEntries(
      await Promise.all(keys.map(async (key) => [key, await stores.redis.hgetall(key)] as const)),
    );
  };
  // The key with which test stores claim their database is no hash; without it another spec could claim it (hence serial).
  beforeEach(async () => {
    await stores.redis.flushdb();
    await new Shop(stores).open();
  });

  it('restores every reservation and every piece, and nothing that came later', async () => {
    const shop = new Shop(stores);
    // More than Redis keeps in one piece, and than one step reads.
    const many = Array.from({ length: 5000 }, (_, index) => [`order-${index}`, `{"n":"ü\\n${index}"}`]);
    await stores.redis.hset(REDIS_KEYS.reservations, ...many.flat());
    const before = await everything();
    await copyStock(stores.urls.redis, file);
    await shop.order('confirmed');
    await stores.redis.set('later', 'gone');
    await restoreStock(stores.urls.redis, file);
    expect(await everything()).toEqual(before);
  });

  it('refuses a key that it could not restore', async () => {
    await stores.redis.set('session', 'x');
    await expect(copyStock(stores.urls.redis, file)).rejects.toThrow('redis: session is a string');
  });
});

describe('the copy of the parked messages', () => {
  const depth = async (): Promise<number> => (await stores.channel.checkQueue(PARKED)).messageCount;
  beforeEach(() => stores.clear());

  it('restores content, properties and the order, and leaves the messages where they are', async () => {
    const headers = { [MESSAGE_HEADERS.parkedReason]: 'invalid', bytes: BYTES, n: 5 };
    for (const n of [1, 2])
      stores.channel.sendToQueue(PARKED, Buffer.concat([BYTES, Buffer.from([n])]), {
        headers,
        type: 'nonsense',
        messageId: `m-${n}`,
      });
    await until('both are there', async () => (await depth()) === 2);
    expect(await copyParked(broker, file)).toBe(2);
    await until('they are given back', async () => (await depth()) === 2);
    await stores.channel.purgeQueue(PARKED);
    await restoreParked(broker, file);
    for (const n of [1, 2]) {
      const message = await until('it is back', () => stores.channel.get(PARKED, { noAck: true }));
      expect(message.content).toEqual(Buffer.concat([BYTES, Buffer.from([n])]));
      expect(message.properties).toMatchObject({ headers, type: 'nonsense', messageId: `m-${n}` });
    }
  });

  it('keeps the reason of a message that the broker itself parked', async () => {
    const headers = { 'x-death': [{ reason: 'delivery_limit' }] };
    stores.channel.sendToQueue(PARKED, Buffer.from('{}'), { headers });
    await until('it is there', async () => (await depth()) === 1);
    await copyParked(broker, file);
    expect(await readFile(file, 'utf8')).not.toContain('x-death');
    await stores.channel.purgeQueue(PARKED);
    await restoreParked(broker, file);
    expect(await readParked(broker, [PARKED], 10)).toMatchObject([{ reason: 'delivery_limit' }]);
  });

  it('does not call messages restored whose queue is missing', async () => {
    stores.channel.sendToQueue(PARKED, Buffer.from('{}'), {});
    await until('it is there', async () => (await depth()) === 1);
    await copyParked(broker, file);
    await stores.channel.deleteQueue(PARKED);
    try {
      await expect(restoreParked(broker, file)).rejects.toThrow(`${PARKED} does not exist`);
    } finally {
      await stores.channel.assertQueue(PARKED, { arguments: { 'x-queue-type': 'quorum' } });
    }
  });

  it('deletes every queue with what a consumer holds', async () => {
    stores.channel.sendToQueue('orders.stock', Buffer.from('{}'), {});
    await until('it is held', () => stores.channel.get('orders.stock'));
    await broker.deleteQueues();
    expect((await broker.depths()).every(({ messages }) => messages === undefined)).toBe(true);
    expect((await broker.parkedDepths()).every(({ messages }) => messages === undefined)).toBe(true);
  });
});
