import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Order, OrderCancelled, OrderPage, Problem, envelop } from '@lab/contracts';
import { eventually } from '@lab/testing';
import fc from 'fast-check';
import { REACHED_FROM } from '../src/order/order';
import { orderCancelled } from '../src/order/order.messages';
import { OrderRepository } from '../src/order/order.repository';
import * as sql from '../src/order/order.statements';
import { Seen } from './support/inventory-double';
import { acceptOrder } from './support/orders';
import { OrdersApp, orderOf } from './support/orders-app';
import { TestBroker } from './support/test-broker';
import { TestPostgres } from './support/test-stores';

/** Longer than any test waits: whoever is answered sooner was woken. */
const WAIT_SECONDS = 20;

describe('an order', () => {
  let postgres: TestPostgres;
  let broker: TestBroker;
  let orders: OrdersApp;
  let otherProcess: OrderRepository;

  beforeAll(async () => {
    [postgres, broker] = await Promise.all([TestPostgres.create(), TestBroker.create()]);
    orders = await OrdersApp.start({ POSTGRES_URL: postgres.url, RABBITMQ_URL: broker.url });
    await orders.untilReady();
    otherProcess = new OrderRepository(postgres.database(), postgres.database());
  });
  afterAll(async () => {
    await orders.app.close();
    await Promise.all([postgres.drop(), broker.drop()]);
  });

  const placed = async (sku: string, key?: string): Promise<Order> =>
    Order.parse((await orders.place(orderOf(sku), key)).json());

  it('is read under every spelling of its id, and always gives the same one', async () => {
    const { id } = await placed('LAMP-01');
    await orders.settled(id);

    const readsTheSame = fc.asyncProperty(fc.mixedCase(fc.constant(id)), async (spelled) => {
      const answer = await orders.get(`/orders/${spelled}?wait=${WAIT_SECONDS}s`);
      expect([answer.statusCode, answer.json<Order>().id]).toEqual([200, id]);
    });
    await fc.assert(readsTheSame, { numRuns: 25 });
  });

  it.each([
    ['this process', (id: string) => orders.cancel(id)],
    ['another process', (id: string) => otherProcess.cancel(id, orderCancelled(id))],
  ])('wakes whoever waits for it by its id in capitals, when %s settles it', async (_, cancel) => {
    const { id } = await placed('SLOW-01');
    const startedAt = performance.now();
    const waiting = orders.get(`/orders/${id.toUpperCase()}?wait=${WAIT_SECONDS}s`);
    await sleep(300); // it waits by now: an answer at once would be a pending order

    await cancel(id);

    expect((await waiting).json()).toMatchObject({ id, status: 'cancelled' });
    expect(performance.now() - startedAt).toBeLessThan((WAIT_SECONDS * 1000) / 2);
  });

  it('is cancelled by its id in capitals, and inventory is told the id that it knows', async () => {
    const { id } = await placed('LAMP-01');
    await orders.settled(id);

    const answer = await orders.cancel(id.toUpperCase());

    expect([answer.statusCode, answer.json<Order>()]).toEqual([
      200,
      expect.objectContaining({ id, status: 'cancelled' }),
    ]);
    const { messages } = orders.app.get(Seen);
    const cancelled = () => messages.filter((message) => message.toLowerCase() === `cancelled ${id}`);
    await eventually('inventory is told', () => expect(cancelled()).toEqual([`cancelled ${id}`]), {
      withinMs: 5_000,
    });
  });

  it('has its own id in the message of its cancellation, whatever it was looked for by', async () => {
    const { id } = await acceptOrder(otherProcess);
    await postgres.rows('DELETE FROM outbox WHERE order_id = $1', [id]);
    const capitals = id.toUpperCase();
    const envelope = { ...envelop(OrderCancelled, { orderId: id }), body: { orderId: capitals } };

    await postgres.database().query(sql.CANCEL, [capitals, REACHED_FROM.cancelled, envelope, null]);

    const sent = `SELECT envelope->'body' AS body FROM outbox WHERE order_id = $1`;
    expect(await postgres.rows(sent, [id])).toEqual([{ body: { orderId: id } }]);
  });

  it.each([
    ['nil', '00000000-0000-0000-0000-000000000000'],
    ['max', 'ffffffff-ffff-ffff-ffff-ffffffffffff'],
    ['max in capitals', 'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF'],
    ['version 1', '2c5ea4c0-4067-11e9-8bad-9b1deb4d3b7d'],
    ['version 4', '9B1DEB4D-3B7D-4BAD-9BDD-2B0D7B3DCB6D'],
  ])('is not found under an id that no order has: %s', async (_, id) => {
    for (const answer of [await orders.get(`/orders/${id}?wait=${WAIT_SECONDS}s`), await orders.cancel(id)])
      expect([answer.statusCode, Problem.parse(answer.json()).code]).toEqual([404, 'orders.not_found']);
  });

  it.each([
    ['without its dashes', (id: string) => id.replaceAll('-', '')],
    ['in braces', (id: string) => `%7B${id}%7D`],
    ['as a URN', (id: string) => `urn:uuid:${id}`],
  ])('has no address in a spelling that only Postgres would take: its id %s', async (_, spell) => {
    const { id } = await placed('SLOW-01');

    const answer = await orders.cancel(spell(id));

    expect([answer.statusCode, Problem.parse(answer.json()).errors?.[0]?.field]).toEqual([422, 'id']);
  });

  it('is another one under a key in another case: keys are compared letter by letter', async () => {
    const key = `k-${randomUUID()}`;

    const [small, again, capital] = [
      await placed('LAMP-01', key),
      await placed('LAMP-01', key),
      await placed('LAMP-01', key.toUpperCase()),
    ];

    expect([again.id === small.id, capital.id === small.id]).toEqual([true, false]);
  });

  it('ends a page whose cursor has one spelling only', async () => {
    await placed('SLOW-01');
    await placed('SLOW-01');
    const { nextCursor = '' } = OrderPage.parse((await orders.get('/orders?limit=1')).json());
    const inCapitals = Buffer.from(
      Buffer.from(nextCursor, 'base64url')
        .toString()
        .replace(/[a-f]/g, (digit) => digit.toUpperCase()),
    );

    const answers = [nextCursor, `${nextCursor}=`, inCapitals.toString('base64url')].map((cursor) =>
      orders.get(`/orders?cursor=${cursor}`),
    );

    expect((await Promise.all(answers)).map(({ statusCode }) => statusCode)).toEqual([200, 422, 422]);
  });
});
