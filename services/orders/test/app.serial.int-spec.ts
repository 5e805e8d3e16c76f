import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  MESSAGE_HEADERS,
  Order,
  Problem,
  QUEUES,
  StockRejected,
  StockReserved,
  parkedQueue,
} from '@lab/contracts';
import { until } from '@lab/testing';
import { MessagePublisher } from '@lab/messaging';
import { orderCancelled } from '../src/order/order.messages';
import { OrderRepository } from '../src/order/order.repository';
import { Seen } from './support/inventory-double';
import { OrdersApp, orderOf } from './support/orders-app';
import { TestBroker } from './support/test-broker';
import { TestPostgres } from './support/test-stores';

describe('orders', () => {
  let postgres: TestPostgres;
  let broker: TestBroker;
  let orders: OrdersApp;
  let otherProcess: OrderRepository; // on the same database, with connections of its own

  beforeAll(async () => {
    [postgres, broker] = await Promise.all([TestPostgres.create(), TestBroker.create()]);
    orders = await OrdersApp.start({
      POSTGRES_URL: postgres.url,
      RABBITMQ_URL: broker.url,
      COMPLETION_SWEEP_MS: '200',
    });
    await orders.untilReady();
    otherProcess = new OrderRepository(postgres.database(), postgres.database());
  });
  afterAll(async () => {
    await orders.app.close();
    await Promise.all([postgres.drop(), broker.drop()]);
  });

  const placed = async (sku: string): Promise<Order> =>
    Order.parse((await orders.place(orderOf(sku))).json());

  /** What inventory saw of an order, once that is so much. */
  const seenOf = async (id: string, count: number): Promise<string[]> => {
    const seen = orders.app.get(Seen);
    await until(`inventory sees ${count}`, () => seen.of(id).length >= count, { withinMs: 20_000 });
    return seen.of(id);
  };

  it('accepts an order and confirms it when inventory has reserved its stock', async () => {
    const answer = await orders.place(orderOf('LAMP-01'));
    const order = Order.parse(answer.json());

    expect(answer.statusCode).toBe(202);
    expect(answer.headers.location).toBe(`/orders/${order.id}`);
    expect(order).toMatchObject({
      status: 'pending',
      customerId: 'c-17',
      lines: [{ sku: 'LAMP-01', quantity: 1 }],
    });
    await expect(orders.settled(order.id)).resolves.toMatchObject({ id: order.id, status: 'confirmed' });
  });

  it('rejects an order that is out of stock, with the reason', async () => {
    const { id } = await placed('GONE-01');

    await expect(orders.settled(id)).resolves.toMatchObject({ status: 'rejected', reason: 'out_of_stock' });
  });

  it('settles 200 orders that are placed at once', async () => {
    const answers = await Promise.all(Array.from({ length: 200 }, () => orders.place(orderOf('LAMP-01'))));
    const settled = await Promise.all(answers.map((answer) => orders.settled(Order.parse(answer.json()).id)));

    expect(new Set(settled.map(({ id }) => id)).size).toBe(200);
    expect(settled.filter(({ status }) => status !== 'confirmed')).toEqual([]);
    // An order may settle before the relay has committed that it sent its message.
    await until(
      'the outbox is empty',
      async () => (await postgres.rows('SELECT id FROM outbox')).length === 0,
    );
  });

  it('gives the same order for the same key, also to concurrent duplicates', async () => {
    const key = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => orders.place(orderOf('LAMP-01'), key)),
    );

    expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([202]));
    expect(new Set(answers.map((answer) => Order.parse(answer.json()).id)).size).toBe(1);
  });

  it('refuses a key that was used for another order', async () => {
    const key = randomUUID();
    await orders.place(orderOf('LAMP-01'), key);

    const answer = await orders.place(orderOf('LAMP-02'), key);

    expect(answer.statusCode).toBe(422);
    expect(Problem.parse(answer.json())).toMatchObject({
      code: 'orders.idempotency_key_reused',
      errors: [{ field: 'Idempotency-Key' }],
    });
  });

  it.each([
    ['no key', { headers: {}, payload: orderOf('LAMP-01') }, 'Idempotency-Key'],
    [
      'a bad quantity',
      { payload: { customerId: 'c-1', lines: [{ sku: 'A', quantity: 0 }] } },
      'lines[0].quantity',
    ],
    ['an unknown field', { payload: { ...orderOf('A'), coupon: 'x' } }, 'coupon'],
  ])('refuses an order with %s, naming the field', async (_, request, field) => {
    const headers = { 'idempotency-key': randomUUID() };
    const answer = await orders.app.inject({ method: 'POST', url: '/orders', headers, ...request });

    expect(answer.statusCode).toBe(422);
    expect(Problem.parse(answer.json()).errors?.map((error) => error.field)).toContain(field);
  });

  it.each([
    ['/orders?cursor=nonsense', 422, 'cursor'],
    ['/orders?limit=1000', 422, 'limit'],
    ['/orders/17', 422, 'id'],
    [`/orders/${randomUUID()}?wait=soon`, 422, 'wait'],
  ])('answers GET %s with %i, naming %s', async (url, status, field) => {
    const answer = await orders.get(url);

    expect(answer.statusCode).toBe(status);
    expect(Problem.parse(answer.json()).errors?.[0]?.field).toBe(field);
  });

  it.each(['GET', 'POST'] as const)('knows no order that was never placed (%s)', async (method) => {
    const url = `/orders/${randomUUID()}${method === 'POST' ? '/cancel' : '?wait=5s'}`;
    const answer = await orders.app.inject({ method, url });

    expect(answer.statusCode).toBe(404);
    expect(Problem.parse(answer.json()).code).toBe('orders.not_found');
  });

  it('parks an answer for an order that was never placed, with the reason', async () => {
    await orders.app.get(MessagePublisher).publish(StockReserved, { orderId: randomUUID() });
    const parked = parkedQueue(QUEUES.ordersStock.name);
    const look = async () => {
      const found = await broker.headersIn(parked);
      return found.length > 0 && found;
    };

    expect(await until('it is parked', look, { withinMs: 20_000, everyMs: 50 })).toEqual([
      expect.objectContaining({ [MESSAGE_HEADERS.parkedReason]: 'not_found', [MESSAGE_HEADERS.attempt]: 1 }),
    ]);
  });

  it('leaves a confirmed order as it is when a second delivery of its placement was rejected', async () => {
    const { id } = await placed('LAMP-01');
    await orders.settled(id);
    const rejection = { orderId: id, reason: 'out_of_stock', sku: 'LAMP-01' } as const;
    const parked = (await broker.headersIn(parkedQueue(QUEUES.ordersStock.name))).length;
    await orders.app.get(MessagePublisher).publish(StockRejected, rejection);
    const later = await placed('LAMP-01'); // its answer passes the same queue after the rejection
    await orders.settled(later.id);

    await expect(orders.settled(id)).resolves.toMatchObject({ status: 'confirmed' });
    expect(await broker.headersIn(parkedQueue(QUEUES.ordersStock.name))).toHaveLength(parked);
  });

  it.each([
    ['cancelled', 'SLOW-01'],
    ['rejected', 'GONE-01'],
  ])('gives stock back that is reserved long after its order was %s', async (status, sku) => {
    const { id } = await placed(sku);
    if (status === 'cancelled') await orders.cancel(id);
    await expect(orders.settled(id)).resolves.toMatchObject({ status });
    const before = status === 'cancelled' ? ['placed', 'cancelled'] : ['placed'];
    expect(await seenOf(id, before.length)).toEqual(before);

    await orders.app.get(MessagePublisher).publish(StockReserved, { orderId: id }); // the placement was replayed

    expect(await seenOf(id, before.length + 1)).toEqual([...before, 'refused']);
    await expect(orders.settled(id)).resolves.toMatchObject({ status });
  });

  it('lists orders by status, page by page', async () => {
    const rejected = [await placed('GONE-01'), await placed('GONE-01')];
    await Promise.all(rejected.map(({ id }) => orders.settled(id)));

    const first = (await orders.get('/orders?status=rejected&limit=1')).json<{
      items: Order[];
      nextCursor: string;
    }>();
    const second = (await orders.get(`/orders?status=rejected&limit=1&cursor=${first.nextCursor}`)).json<{
      items: Order[];
    }>();

    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(
      rejected.map(({ id }) => id).reverse(),
    );
  });

  describe('cancel', () => {
    it('cancels a pending order, and a late answer changes nothing', async () => {
      const { id } = await placed('SLOW-01');

      const answer = await orders.cancel(id);
      expect(answer.statusCode).toBe(200);
      expect(answer.json()).toMatchObject({ id, status: 'cancelled' });
      const late = { orderId: id, reason: 'out_of_stock', sku: 'SLOW-01' } as const;
      await orders.app.get(MessagePublisher).publish(StockRejected, late);
      const later = await placed('LAMP-01'); // its answer passes the same queue after the late one
      await orders.settled(later.id);

      expect((await orders.cancel(id)).json()).toMatchObject({ id, status: 'cancelled' });
      expect(await seenOf(id, 2)).toEqual(['placed', 'cancelled']);
    });

    it('cancels a confirmed order', async () => {
      const { id } = await placed('LAMP-01');
      await orders.settled(id);

      expect((await orders.cancel(id)).json()).toMatchObject({ id, status: 'cancelled' });
    });

    it('does not cancel a completed order, of which inventory is told', async () => {
      const { id } = await placed('LAMP-01');
      await orders.settled(id);
      await postgres.rows(`UPDATE orders SET settled_at = now() - interval '1 hour' WHERE id = $1`, [id]);
      expect(await seenOf(id, 2)).toEqual(['placed', 'completed']);

      const answer = await orders.cancel(id);

      expect(answer.statusCode).toBe(409);
      expect(Problem.parse(answer.json()).code).toBe('orders.completed');
      expect(Order.parse((await orders.get(`/orders/${id}`)).json())).toMatchObject({
        status: 'confirmed',
        completedAt: expect.any(String),
      });
    });

    it('does not cancel a rejected order', async () => {
      const { id } = await placed('GONE-01');
      await orders.settled(id);

      const answer = await orders.cancel(id);

      expect(answer.statusCode).toBe(409);
      expect(Problem.parse(answer.json()).code).toBe('orders.not_cancellable');
    });
  });

  describe('wait', () => {
    it('answers with the pending order when the time is over', async () => {
      const { id } = await placed('SLOW-01');
      const startedAt = performance.now();

      const answer = await orders.get(`/orders/${id}?wait=300ms`);

      expect(answer.json()).toMatchObject({ id, status: 'pending' });
      expect(performance.now() - startedAt).toBeGreaterThanOrEqual(295);
    });

    it('sees a settlement by another process', async () => {
      const { id } = await placed('SLOW-01');
      const waiting = orders.get(`/orders/${id}?wait=20s`);
      await sleep(100);

      await otherProcess.cancel(id, orderCancelled(id));

      expect((await waiting).json()).toMatchObject({ id, status: 'cancelled' });
    });

    it('stops when the client goes away', async () => {
      const { id } = await placed('SLOW-01');
      const client = new AbortController();
      const waiting = fetch(`${orders.url}/orders/${id}?wait=20s`, { signal: client.signal });
      const untilInFlight = (count: number) =>
        until(`${count} in flight`, async () =>
          (await orders.get('/metrics')).payload
            .split('\n')
            .includes(`lab_http_server_requests_in_flight ${count}`),
        );
      await untilInFlight(1);

      client.abort();

      await expect(waiting).rejects.toThrow();
      await untilInFlight(0); // long before its 20 s are over
    });
  });

  it('shows its business, outbox and pool metrics', async () => {
    const { payload } = await orders.get('/metrics');

    expect(payload).toMatch(/^lab_orders_placed_total \d+$/m);
    expect(payload).toMatch(/^lab_orders_settled_total\{outcome="confirmed"\} \d+$/m);
    expect(payload).toMatch(/^lab_order_settle_duration_seconds_count\{outcome="rejected"\} \d+$/m);
    expect(payload).toMatch(/^lab_outbox_pending_messages \d+$/m);
    expect(payload).toMatch(/^lab_outbox_relayed_total\{outcome="sent"\} \d+$/m);
    expect(payload).toMatch(/^lab_pool_connections\{pool="requests",state="idle"\} \d+$/m);
  });
});
