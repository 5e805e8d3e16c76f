import { randomUUID } from 'node:crypto';
import { envelop, MESSAGE_HEADERS, OrderPlaced, REDIS_KEYS } from '@lab/contracts';
import { eventually, until } from '@lab/testing';
import { EnvironmentError } from '../src/errors.ts';
import type { Verdict } from '../src/audit/conservation.ts';
import { audit } from '../src/audit/audit.ts';
import { AuditedStores } from '../src/audit/stores.ts';
import { LAMP, Shop } from './support/shop.ts';
import { openTestStores, type TestStores } from './support/test-stores.ts';

let stores: TestStores;
let shop: Shop;

beforeAll(async () => {
  stores = await openTestStores();
  shop = new Shop(stores);
});
afterAll(() => stores.close());
beforeEach(() => shop.open());

const run = (promised: readonly string[] = [], limitMs = 0): Promise<Verdict> =>
  audit(stores.urls, new Set(promised), { limitMs, progress: () => undefined });
const broken = async (promised?: readonly string[]): Promise<[string, string][]> =>
  (await run(promised)).violations.map(({ rule, subject }) => [rule, subject]);

describe('audit against real stores', () => {
  it('holds when every order and every piece of stock is accounted for', async () => {
    const ids = [await shop.order('confirmed'), await shop.order('rejected'), await shop.order('cancelled')];
    expect(await run(ids)).toMatchObject({
      held: true,
      accepted: 3,
      confirmed: 1,
      rejected: 1,
      cancelled: 1,
      inFlight: 0,
    });
  });

  it('holds when the pieces of completed orders are sold', async () => {
    await shop.completed();
    await shop.order('confirmed');
    expect(await run()).toMatchObject({ held: true, confirmed: 2, completed: 1 });
  });

  it('names the SKU of which more is sold than was ordered', async () => {
    await shop.completed();
    await stores.redis.hincrby(REDIS_KEYS.sold, LAMP.sku, 1);
    await stores.redis.hincrby(REDIS_KEYS.available, LAMP.sku, -1);
    expect(await broken()).toEqual([['sold_not_explained', LAMP.sku]]);
  });

  it('names the completed order that still has a reservation', async () => {
    const id = await shop.completed();
    await shop.reserve(id, [LAMP]);
    expect(await broken()).toEqual([['reservation_unexpected', id]]);
  });

  it('names the order that was completed although its reservation stays, and what was not sold', async () => {
    const id = await shop.order('confirmed');
    await stores.postgres.query('UPDATE orders SET completed_at = now() WHERE id = $1', [id]);
    expect(await broken()).toEqual([
      ['reservation_unexpected', id],
      ['sold_not_explained', LAMP.sku],
    ]);
  });

  it('waits for an order in flight', async () => {
    const id = await shop.order('pending');
    await shop.outboxRow(id);
    let settled: Promise<unknown> | undefined;
    const settle = async (): Promise<void> => {
      await stores.postgres.query(
        `UPDATE orders SET status = 'rejected', reason = 'out_of_stock', settled_at = now()`,
      );
      await stores.postgres.query('DELETE FROM outbox');
    };
    const lines: string[] = [];
    const progress = (line: string): void => {
      lines.push(line);
      settled ??= settle();
    };
    expect(await audit(stores.urls, new Set([id]), { limitMs: 20_000, progress })).toMatchObject({
      held: true,
      rejected: 1,
    });
    expect(lines[0]).toBe('settling: 1 pending, 1 in the outbox, 0 in queues');
    await settled;
  });

  it('names the pending order whose outbox row was deleted', async () => {
    const id = await shop.order('pending');
    await shop.outboxRow(id);
    await stores.postgres.query('DELETE FROM outbox');
    expect(await broken()).toEqual([['not_settled', id]]);
  });

  it('names an order and an outbox row that were written and never sent', async () => {
    const id = await shop.order('pending');
    await shop.outboxRow(id);
    expect((await run()).violationCounts).toEqual({ not_settled: 1, outbox_not_empty: 1 });
  });

  it('names the order whose reservation was doubled', async () => {
    const id = await shop.order('confirmed');
    await shop.reserve(id, [{ ...LAMP, quantity: LAMP.quantity * 2 }]);
    expect(await broken()).toEqual([
      ['reservation_differs', id],
      ['stock_not_explained', LAMP.sku],
    ]);
  });

  it('names the second reservation, under an id of its own', async () => {
    await shop.order('confirmed');
    const second = randomUUID();
    await shop.reserve(second, [LAMP]);
    expect(await broken()).toEqual([['reservation_orphaned', second]]);
  });

  it('names the SKU whose stock changed by hand', async () => {
    await shop.order('confirmed');
    await stores.redis.hincrby(REDIS_KEYS.available, 'MUG-01', 1);
    expect(await broken()).toEqual([['stock_not_conserved', 'MUG-01']]);
  });

  it('names the confirmed order that Redis forgot, and the stock that was taken for it', async () => {
    const id = await shop.order('confirmed');
    await stores.redis.hdel(REDIS_KEYS.reservations, id);
    expect(await broken()).toEqual([
      ['reservation_missing', id],
      ['stock_not_explained', LAMP.sku],
    ]);
  });

  it('names the order that a client was promised and nobody knows', async () => {
    const lost = randomUUID();
    expect(await broken([await shop.order('confirmed'), lost])).toEqual([['promised_missing', lost]]);
  });

  it('names a message that lies in a queue and one that waits for its retry', async () => {
    stores.channel.sendToQueue('inventory.orders', Buffer.from('{}'));
    stores.channel.sendToQueue('orders.stock.retry-1s', Buffer.from('{}'));
    await arrived('inventory.orders', 'orders.stock.retry-1s');
    expect(await broken()).toEqual([
      ['queue_not_empty', 'inventory.orders'],
      ['queue_not_empty', 'orders.stock.retry-1s'],
    ]);
  });

  it('names a parked message that an order waits for, leaves it there, and accepts explained rubbish', async () => {
    const id = await shop.order('pending');
    const envelope = envelop(OrderPlaced, { orderId: id, customerId: 'c-1', lines: [LAMP] });
    const headers = { [MESSAGE_HEADERS.parkedReason]: 'attempts_exhausted' };
    stores.channel.sendToQueue('inventory.orders.parked', Buffer.from(JSON.stringify(envelope)), { headers });
    const rubbish = { headers: { [MESSAGE_HEADERS.parkedReason]: 'undecodable' } };
    stores.channel.sendToQueue('inventory.orders.parked', Buffer.from('{'), rubbish);
    await arrived('inventory.orders.parked', 'inventory.orders.parked');
    const expected = [
      ['not_settled', id],
      ['parked_unexplained', envelope.id],
    ];
    expect(await broken()).toEqual(expected);
    expect(await broken()).toEqual(expected);
  });

  it('names a parked message that an order waits for, although the message spells its id in capitals', async () => {
    const id = await shop.order('pending');
    const envelope = { ...envelop(OrderPlaced, { orderId: id, customerId: 'c-1', lines: [LAMP] }) };
    const body = { ...envelope.body, orderId: id.toUpperCase() };
    const headers = { [MESSAGE_HEADERS.parkedReason]: 'attempts_exhausted' };
    const content = Buffer.from(JSON.stringify({ ...envelope, body }));
    stores.channel.sendToQueue('inventory.orders.parked', content, { headers });
    await arrived('inventory.orders.parked');
    expect(await broken()).toEqual([
      ['not_settled', id],
      ['parked_unexplained', envelope.id],
    ]);
  });

  it('blames the environment when a store cannot be reached, and keeps its password to itself', async () => {
    const urls = { ...stores.urls, redis: 'redis://:hunter2@127.0.0.1:1' };
    const attempt = audit(urls, new Set(), { limitMs: 0, progress: () => undefined });
    await expect(attempt).rejects.toThrow(EnvironmentError);
    await expect(attempt).rejects.toThrow(/^redis: cannot connect: (?!.*hunter2)/);
  });
});

/** Publishing is asynchronous: waits until the broker counts what was sent, one message for each time a queue is named. */
const arrived = async (...queues: string[]): Promise<void> => {
  for (const queue of new Set(queues)) {
    const wanted = queues.filter((name) => name === queue).length;
    await eventually(`${queue} counts what was sent`, async () =>
      expect((await stores.channel.checkQueue(queue)).messageCount).toBeGreaterThanOrEqual(wanted),
    );
  }
};

describe('opening the stores', () => {
  it('leaves no connection behind when one of them is not there', async () => {
    const connections = async (): Promise<number | undefined> => {
      const { rows } = await stores.postgres.query<{ count: number }>(
        `SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'lab'`,
      );
      return rows[0]?.count;
    };
    const nobody = { ...stores.urls, rabbitmq: 'amqp://lab:lab@127.0.0.1:1' };
    await expect(AuditedStores.open(nobody)).rejects.toThrow('rabbitmq: cannot connect');
    await until('the connection has ended', async () => (await connections()) === 0);
    // The count means something: an open one is seen.
    const open = await AuditedStores.open(stores.urls);
    expect(await connections()).toBe(1);
    await open.close();
  });
});
