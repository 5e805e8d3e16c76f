import { randomUUID } from 'node:crypto';
import type { Order, OrderStatus } from '@lab/contracts';
import { orderCancelled, reservationRefused } from '../src/order/order.messages';
import { OrderRepository } from '../src/order/order.repository';
import { TRACEPARENT, acceptOrder, tryToAccept } from './support/orders';
import { TestPostgres } from './support/test-stores';

describe('OrderRepository', () => {
  let postgres: TestPostgres;
  let orders: OrderRepository;

  beforeAll(async () => {
    postgres = await TestPostgres.migrated();
    const database = postgres.database();
    orders = new OrderRepository(database, database);
  });
  afterAll(() => postgres.drop());
  afterEach(async () => {
    await postgres.rows('TRUNCATE orders, outbox');
  });

  const outboxOf = (orderId: string): Promise<{ name: string; orderId: string; traceparent: string }[]> =>
    postgres.rows(
      `SELECT envelope->>'name' AS name, envelope->'body'->>'orderId' AS "orderId", traceparent
       FROM outbox WHERE order_id = $1 ORDER BY id`,
      [orderId],
    );

  describe('accept', () => {
    it('stores the order with the message that announces it and its trace', async () => {
      const order = await acceptOrder(orders);

      await expect(orders.find(order.id)).resolves.toEqual(order);
      await expect(outboxOf(order.id)).resolves.toEqual([
        { name: 'orders.order-placed', orderId: order.id, traceparent: TRACEPARENT },
      ]);
    });

    it('makes one order of concurrent duplicates', async () => {
      const key = randomUUID();
      const accepted = await Promise.all(
        Array.from({ length: 50 }, async () => (await tryToAccept(orders, key)) !== undefined),
      );

      expect(accepted.filter(Boolean)).toHaveLength(1);
      expect(await postgres.rows('SELECT count(*)::int AS count FROM orders')).toEqual([{ count: 1 }]);
      expect(await postgres.rows('SELECT count(*)::int AS count FROM outbox')).toEqual([{ count: 1 }]);
      await expect(orders.findByIdempotencyKey(key)).resolves.toMatchObject({ status: 'pending' });
    });

    it('makes one order of duplicates that reach two processes', async () => {
      const other = new OrderRepository(postgres.database(), postgres.database());
      const keys = Array.from({ length: 40 }, () => randomUUID());
      const accept = (repository: OrderRepository) =>
        Promise.all(keys.map(async (key) => (await tryToAccept(repository, key)) !== undefined));

      const [here, there] = await Promise.all([accept(orders), accept(other)]);

      expect(keys.filter((_, index) => here[index] === there[index])).toEqual([]);
    });
  });

  describe('settle', () => {
    it('moves a pending order once, whatever is redelivered', async () => {
      const { id } = await acceptOrder(orders);
      const answer = { status: 'confirmed', orderId: id, messageId: randomUUID() } as const;

      const settled = await Promise.all(Array.from({ length: 10 }, () => orders.settle(answer)));

      expect(settled.filter((order) => order !== undefined)).toHaveLength(1);
      await expect(orders.find(id)).resolves.toMatchObject({
        status: 'confirmed',
        settledAt: expect.any(String),
      });
      expect(await postgres.rows('SELECT settled_by FROM orders')).toEqual([
        { settled_by: answer.messageId },
      ]);
    });

    it('keeps the reason of a rejection', async () => {
      const { id } = await acceptOrder(orders);

      await orders.settle({
        status: 'rejected',
        reason: 'out_of_stock',
        orderId: id,
        messageId: randomUUID(),
      });

      await expect(orders.find(id)).resolves.toMatchObject({ status: 'rejected', reason: 'out_of_stock' });
    });

    it('finds nothing to settle for an order that does not exist', async () => {
      const answer = { status: 'confirmed', orderId: randomUUID(), messageId: randomUUID() } as const;

      await expect(orders.settle(answer)).resolves.toBeUndefined();
    });

    it('tells the other processes which orders have settled', async () => {
      const [settled, pending] = [await acceptOrder(orders), await acceptOrder(orders)];
      await orders.settle({ status: 'confirmed', orderId: settled.id, messageId: randomUUID() });

      await expect(orders.settledAmong([settled.id, pending.id, randomUUID()])).resolves.toEqual([
        settled.id,
      ]);
    });
  });

  describe('cancel', () => {
    it('cancels a pending order, which settles it, and queues the message after the first', async () => {
      const { id } = await acceptOrder(orders);

      await expect(
        orders.cancel(id, { ...orderCancelled(id), traceparent: TRACEPARENT }),
      ).resolves.toMatchObject({
        settledNow: true,
        order: { status: 'cancelled' },
      });
      expect((await outboxOf(id)).map(({ name }) => name)).toEqual([
        'orders.order-placed',
        'orders.order-cancelled',
      ]);
    });

    it('cancels a confirmed order, which had settled before', async () => {
      const { id } = await acceptOrder(orders);
      const confirmed = await orders.settle({ status: 'confirmed', orderId: id, messageId: randomUUID() });

      await expect(orders.cancel(id, orderCancelled(id))).resolves.toMatchObject({
        settledNow: false,
        order: { status: 'cancelled', settledAt: confirmed?.settledAt },
      });
    });

    it.each(['rejected', 'cancelled'] as const)('leaves a %s order as it is', async (status) => {
      const { id } = await acceptOrder(orders);
      if (status === 'cancelled') await orders.cancel(id, orderCancelled(id));
      else await orders.settle({ status, reason: 'unknown_sku', orderId: id, messageId: randomUUID() });
      const queued = await outboxOf(id);

      await expect(orders.cancel(id, orderCancelled(id))).resolves.toBeUndefined();
      await expect(outboxOf(id)).resolves.toEqual(queued);
    });

    it('races answers 200 times and leaves each order with exactly the messages that its status implies', async () => {
      const race = async (index: number): Promise<{ order: Order; cancelled: number }> => {
        const { id } = await acceptOrder(orders);
        const answer = { orderId: id, messageId: randomUUID() };
        const cancel = async (): Promise<boolean> =>
          (await orders.cancel(id, orderCancelled(id))) !== undefined;
        const settle = (): Promise<unknown> =>
          orders.settle(
            index % 2 === 0
              ? { ...answer, status: 'confirmed' }
              : { ...answer, status: 'rejected', reason: 'out_of_stock' },
          );
        const answered = index % 4 < 2 ? settle() : undefined; // whichever statement is sent first
        const cancels = [cancel(), cancel()];
        await (answered ?? settle());
        const cancelled = (await Promise.all(cancels)).filter(Boolean).length;
        const order = await orders.find(id);
        if (order === undefined) throw new Error('order lost');
        return { order, cancelled };
      };

      const results = await Promise.all(Array.from({ length: 200 }, (_, index) => race(index)));

      for (const { order, cancelled } of results) {
        const names = (await outboxOf(order.id)).map(({ name }) => name);
        expect({ id: order.id, cancelled, names: names.length }).toEqual({
          id: order.id,
          cancelled: order.status === 'cancelled' ? 1 : 0,
          names: order.status === 'cancelled' ? 2 : 1,
        });
        expect(['cancelled', 'rejected']).toContain(order.status); // a confirmed order is still cancelled by the cancellation
      }
    });
  });

  describe('refuse', () => {
    it('stores the message that names the reservation, with its trace', async () => {
      const [{ id }, reservationId] = [await acceptOrder(orders), randomUUID()];
      await postgres.rows('DELETE FROM outbox');

      await orders.refuse(id, { ...reservationRefused(id, reservationId), traceparent: TRACEPARENT });

      await expect(outboxOf(id)).resolves.toEqual([
        { name: 'orders.reservation-refused', orderId: id, traceparent: TRACEPARENT },
      ]);
      expect(await postgres.rows(`SELECT envelope->'body' AS body FROM outbox`)).toEqual([
        { body: { orderId: id, reservationId } },
      ]);
    });
  });

  describe('settlementOf', () => {
    it('tells which message settled an order, and nothing of an order that there is not', async () => {
      const [{ id }, messageId] = [await acceptOrder(orders), randomUUID()];
      await orders.settle({ status: 'confirmed', orderId: id, messageId });

      await expect(orders.settlementOf(id)).resolves.toEqual({
        status: 'confirmed',
        settledBy: messageId,
        isCompleted: false,
      });
      await expect(orders.settlementOf(randomUUID())).resolves.toBeUndefined();
    });
  });

  describe('list', () => {
    const allPages = async (
      status?: OrderStatus,
      between: () => Promise<unknown> = async () => undefined,
    ) => {
      const ids: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await orders.list({ limit: 7, ...(cursor && { cursor }), ...(status && { status }) });
        ids.push(...page.items.map(({ id }) => id));
        cursor = page.nextCursor;
        await between();
      } while (cursor !== undefined);
      return ids;
    };

    it('pages through all orders once, newest first, while others are placed', async () => {
      const placed: string[] = [];
      for (let index = 0; index < 50; index += 1) placed.push((await acceptOrder(orders)).id);

      const listed = await allPages(undefined, () => acceptOrder(orders));

      expect(listed).toEqual(placed.sort().reverse());
    });

    it('pages through the orders of one status', async () => {
      const confirmed: string[] = [];
      for (let index = 0; index < 45; index += 1) {
        const { id } = await acceptOrder(orders);
        if (index % 3 !== 0) continue;
        await orders.settle({ status: 'confirmed', orderId: id, messageId: randomUUID() });
        confirmed.push(id);
      }

      await expect(allPages('confirmed')).resolves.toEqual(confirmed.sort().reverse());
      await expect(allPages('rejected')).resolves.toEqual([]);
    });

    it('has no cursor on a last page that is exactly full', async () => {
      for (let index = 0; index < 7; index += 1) await acceptOrder(orders);

      await expect(orders.list({ limit: 7 })).resolves.toEqual({ items: expect.any(Array) as Order[] });
    });
  });
});
