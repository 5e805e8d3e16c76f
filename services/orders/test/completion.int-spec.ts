import { randomUUID } from 'node:crypto';
import { MAX_COMPLETED_ORDERS, OrdersCompleted } from '@lab/contracts';
import { CompletionRepository } from '../src/completion/completion.repository';
import { orderCancelled, ordersCompleted } from '../src/order/order.messages';
import { OrderRepository } from '../src/order/order.repository';
import { acceptOrder } from './support/orders';
import { TestPostgres } from './support/test-stores';

describe('CompletionRepository', () => {
  let postgres: TestPostgres;
  let orders: OrderRepository;
  let completion: CompletionRepository;

  beforeAll(async () => {
    postgres = await TestPostgres.migrated();
    const database = postgres.database();
    orders = new OrderRepository(database, database);
    completion = new CompletionRepository(database);
  });
  afterAll(() => postgres.drop());
  afterEach(async () => {
    await postgres.rows('TRUNCATE orders, outbox');
  });

  /** An order that was confirmed so many seconds ago, and the reservation that it was confirmed with. */
  const confirmed = async (secondsAgo: number): Promise<{ orderId: string; reservationId: string }> => {
    const [{ id: orderId }, reservationId] = [await acceptOrder(orders), randomUUID()];
    await orders.settle({ status: 'confirmed', orderId, messageId: reservationId });
    await postgres.rows(`UPDATE orders SET settled_at = now() - $2 * interval '1 second' WHERE id = $1`, [
      orderId,
      secondsAgo,
    ]);
    return { orderId, reservationId };
  };
  /** Many of them at once, as rows only. */
  const manyConfirmed = (count: number): Promise<unknown> =>
    postgres.rows(
      `INSERT INTO orders (id, idempotency_key, customer_id, lines, status, created_at, settled_at, settled_by)
       SELECT gen_random_uuid(), gen_random_uuid()::text, 'c-1', '[{"sku":"LAMP-01","quantity":1}]', 'confirmed', now(),
         now() - interval '1 hour', gen_random_uuid() FROM generate_series(1, $1)`,
      [count],
    );
  const announced = async (): Promise<OrdersCompleted['orders'][]> => {
    const rows = await postgres.rows<{ body: unknown; name: string }>(
      `SELECT envelope->'body' AS body FROM outbox WHERE envelope->>'name' = $1 ORDER BY id`,
      [OrdersCompleted.name],
    );
    return rows.map(({ body }) => OrdersCompleted.body.parse(body).orders);
  };

  it('completes orders that were confirmed long enough ago, and announces them in one message', async () => {
    const due = [await confirmed(61), await confirmed(75)];
    const young = await confirmed(30);

    await expect(completion.completeBatch(60, ordersCompleted)).resolves.toBe(2);
    await expect(completion.completeBatch(60, ordersCompleted)).resolves.toBe(0);

    const [message, ...others] = await announced();
    expect(others).toEqual([]);
    expect(message).toHaveLength(2);
    expect(message).toEqual(expect.arrayContaining(due));
    await expect(orders.find(due[0]?.orderId ?? '')).resolves.toMatchObject({
      status: 'confirmed',
      completedAt: expect.any(String),
    });
    await expect(orders.find(young.orderId)).resolves.not.toHaveProperty('completedAt');
  });

  it('completes no order that is pending, rejected or cancelled', async () => {
    const [, rejected, cancelled] = [
      await acceptOrder(orders),
      await acceptOrder(orders),
      await acceptOrder(orders),
    ];
    const ids = { orderId: rejected.id, messageId: randomUUID() };
    await orders.settle({ ...ids, status: 'rejected', reason: 'out_of_stock' });
    await orders.cancel(cancelled.id, orderCancelled(cancelled.id));
    await postgres.rows(
      `UPDATE orders SET settled_at = now() - interval '1 hour' WHERE settled_at IS NOT NULL`,
    );

    await expect(completion.completeBatch(60, ordersCompleted)).resolves.toBe(0);
    expect(await announced()).toEqual([]);
  });

  it('ends the possibility to cancel', async () => {
    const { orderId } = await confirmed(61);
    await completion.completeBatch(60, ordersCompleted);

    await expect(orders.cancel(orderId, orderCancelled(orderId))).resolves.toBeUndefined();
    await expect(orders.settlementOf(orderId)).resolves.toMatchObject({ isCompleted: true });
  });

  it('either completes or cancels an order, when both come at once', async () => {
    const due = await Promise.all(Array.from({ length: 60 }, () => confirmed(61)));
    const [, ...cancelled] = await Promise.all([
      completion.completeBatch(60, ordersCompleted),
      ...due.map(async ({ orderId }) =>
        (await orders.cancel(orderId, orderCancelled(orderId))) ? [orderId] : [],
      ),
    ]);
    await completion.completeBatch(60, ordersCompleted);

    const completed = (await announced()).flat().map(({ orderId }) => orderId);
    expect([...completed, ...cancelled.flat()].sort()).toEqual(due.map(({ orderId }) => orderId).sort());
  });

  it('completes each order once, in messages of a bounded size, with several processes at work', async () => {
    await manyConfirmed(2 * MAX_COMPLETED_ORDERS + 7);
    const processes = Array.from({ length: 3 }, () => new CompletionRepository(postgres.database()));

    const counts = await Promise.all(processes.map((each) => each.completeBatch(60, ordersCompleted)));
    for (let more = 1; more > 0;) counts.push((more = await completion.completeBatch(60, ordersCompleted)));

    const messages = await announced();
    const ids = messages.flat().map(({ orderId }) => orderId);
    expect(counts.reduce((sum, count) => sum + count)).toBe(2 * MAX_COMPLETED_ORDERS + 7);
    expect(new Set(ids).size).toBe(2 * MAX_COMPLETED_ORDERS + 7);
    expect(ids).toHaveLength(2 * MAX_COMPLETED_ORDERS + 7);
    expect(Math.max(...messages.map((message) => JSON.stringify(message).length))).toBeLessThan(100_000);
  });
});
