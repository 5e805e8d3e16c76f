import { randomUUID } from 'node:crypto';
import { LOG_EVENTS, type Order, ReservationRefused, Unavailable } from '@lab/contracts';
import { Logger } from '@nestjs/common';
import { type SettledOrder, type StockAnswer, newOrder } from './order';
import { newOrderId } from './order-id';
import { IdempotencyKeyReused, OrderCompleted, OrderNotCancellable, OrderNotFound } from './order.errors';
import type { Announcement } from './order.messages';
import { OrderService } from './order.service';

const REQUEST = { customerId: 'c-17', lines: [{ sku: 'LAMP-01', quantity: 2 }] };
/** Ids of answers, and so of reservations. */
const [FIRST, ANOTHER] = [randomUUID(), randomUUID()];
const answerTo = ({ id: orderId }: Order, messageId = FIRST): StockAnswer => ({
  status: 'confirmed',
  orderId,
  messageId,
});

/** Orders in memory, with the conditions that the real statements have. */
class FakeRepository {
  readonly byKey = new Map<string, Order>();

  accept(order: Order, key: string): Promise<boolean> {
    if (this.byKey.has(key)) return Promise.resolve(false);
    this.byKey.set(key, order);
    return Promise.resolve(true);
  }
  findByIdempotencyKey(key: string): Promise<Order | undefined> {
    return Promise.resolve(this.byKey.get(key));
  }
  find(id: string): Promise<Order | undefined> {
    return Promise.resolve([...this.byKey.values()].find((order) => order.id === id));
  }
  /** Reservations that orders did not want, by their ids. */
  readonly refused: string[] = [];

  refuse(_orderId: string, { envelope }: Announcement): Promise<void> {
    this.refused.push(ReservationRefused.body.parse(envelope.body).reservationId);
    return Promise.resolve();
  }
  async settlementOf(id: string): Promise<SettledOrder | undefined> {
    const order = await this.find(id);
    if (order === undefined) return undefined;
    const isCompleted = order.completedAt !== undefined;
    return { status: order.status, settledBy: this.settledBy.get(id) ?? null, isCompleted };
  }
  readonly settledBy = new Map<string, string>();

  async complete(id: string): Promise<void> {
    Object.assign((await this.find(id)) ?? {}, { completedAt: new Date().toISOString() });
  }
  async settle({ orderId, status, messageId }: StockAnswer): Promise<Order | undefined> {
    const order = await this.change(orderId, ['pending'], status);
    if (order) this.settledBy.set(orderId, messageId);
    return order;
  }
  async cancel(id: string): Promise<{ order: Order; settledNow: boolean } | undefined> {
    const settledNow = (await this.find(id))?.status === 'pending';
    const order = await this.change(id, ['pending', 'confirmed'], 'cancelled');
    return order && { order, settledNow };
  }
  async change(id: string, from: Order['status'][], status: Order['status']): Promise<Order | undefined> {
    const order = await this.find(id);
    if (order === undefined || !from.includes(order.status) || order.completedAt !== undefined)
      return undefined;
    return Object.assign(order, { status, settledAt: order.settledAt ?? new Date().toISOString() });
  }
}

const setUp = () => {
  const events: string[] = [];
  const note = (event: string) => (): void => void events.push(event);
  const orders = new FakeRepository();
  const backlog = { isFull: false, refusal: () => new Unavailable('orders.backlog_full', 'full', 5) };
  const room = { isFull: false, refusal: () => new Unavailable('inventory.no_room', 'full', 30) };
  const relay = { wake: note('relay woken') };
  const watch = {
    settled: note('waiting requests told'),
    wait: (_id: string, _ms: number, _signal: AbortSignal): Promise<void> =>
      Promise.reject(new Error('no wait expected')),
  };
  const metrics = {
    placed: note('placed counted'),
    settled: ({ status }: Order): void => note(`${status} counted`)(),
  };
  const service = new OrderService(
    ...([orders, backlog, relay, watch, metrics, room] as unknown as ConstructorParameters<
      typeof OrderService
    >),
  );
  const ignore = (): void => undefined;
  const log = ({ msg, ...fields }: { msg: string }): void => note(`${msg}: ${JSON.stringify(fields)}`)();
  Logger.overrideLogger({ log, warn: ignore, error: ignore, debug: ignore });
  return { events, orders, backlog, room, watch, service };
};

const loggedAs = (id: string, outcome: string): string =>
  `${LOG_EVENTS.orderSettled}: ${JSON.stringify({ order_id: id, outcome })}`;

afterAll(() => Logger.overrideLogger(false));

describe('OrderService', () => {
  describe('place', () => {
    it('accepts an order, counts it and wakes the relay', async () => {
      const { service, orders, events } = setUp();

      const order = await service.place('k-1', REQUEST);

      expect(order).toMatchObject({ ...REQUEST, status: 'pending' });
      expect(orders.byKey.get('k-1')).toEqual(order);
      expect(events).toEqual(['relay woken', 'placed counted']);
    });

    it('gives the same order for the same key, as it is by now, and counts it once', async () => {
      const { service, events } = setUp();
      const first = await service.place('k-1', REQUEST);
      await service.cancel(first.id);
      events.length = 0;

      await expect(service.place('k-1', REQUEST)).resolves.toMatchObject({
        id: first.id,
        status: 'cancelled',
      });
      expect(events).toEqual([]);
    });

    it('refuses a key that was used for another order', async () => {
      const { service } = setUp();
      await service.place('k-1', REQUEST);

      await expect(service.place('k-1', { ...REQUEST, customerId: 'c-18' })).rejects.toThrow(
        IdempotencyKeyReused,
      );
    });

    it('does not look for the key while there is room: one statement accepts an order', async () => {
      const { service, orders } = setUp();
      orders.findByIdempotencyKey = () => Promise.reject(new Error('not to be asked'));

      await expect(service.place('k-1', REQUEST)).resolves.toMatchObject({ status: 'pending' });
    });
  });

  describe.each([
    ['too many messages wait', 'backlog', 'orders.backlog_full', 5],
    ['inventory has no room', 'room', 'inventory.no_room', 30],
  ] as const)('place, while %s', (_, full, code, retryAfterSeconds) => {
    it('stores nothing', async () => {
      const { service, orders, [full]: gate } = setUp();
      gate.isFull = true;

      await expect(service.place('k-1', REQUEST)).rejects.toMatchObject({ code, retryAfterSeconds });
      expect(orders.byKey.size).toBe(0);
    });

    it('gives the order of a key that was accepted before, and refuses the key for another', async () => {
      const { service, [full]: gate } = setUp();
      const { id } = await service.place('k-1', REQUEST);
      gate.isFull = true;

      await expect(service.place('k-1', REQUEST)).resolves.toMatchObject({ id });
      await expect(service.place('k-1', { ...REQUEST, customerId: 'c-18' })).rejects.toThrow(
        IdempotencyKeyReused,
      );
    });
  });

  describe('getSettled', () => {
    const untilAborted = (signal: AbortSignal): Promise<void> =>
      new Promise((resolve) => signal.addEventListener('abort', () => resolve()));

    it('answers at once when the order has settled, and leaves no wait behind', async () => {
      const { service, watch } = setUp();
      const { id } = await service.place('k-1', REQUEST);
      await service.cancel(id);
      let ended: Promise<void> | undefined;
      watch.wait = (_id, _ms, signal) => (ended = untilAborted(signal));

      await expect(service.getSettled(id, 5_000, new AbortController().signal)).resolves.toMatchObject({
        status: 'cancelled',
      });
      await expect(ended).resolves.toBeUndefined();
    });

    it('sees a settlement that comes while it looks', async () => {
      const { service, orders, watch } = setUp();
      const order = await service.place('k-1', REQUEST);
      watch.wait = async () => {
        await orders.settle(answerTo(order));
      };

      await expect(service.getSettled(order.id, 5_000, new AbortController().signal)).resolves.toMatchObject({
        status: 'confirmed',
      });
    });

    it('does not wait for an order that does not exist', async () => {
      const { service, watch } = setUp();
      let ended: Promise<void> | undefined;
      watch.wait = (_id, _ms, signal) => (ended = untilAborted(signal));

      await expect(service.getSettled(newOrderId(), 5_000, new AbortController().signal)).rejects.toThrow(
        OrderNotFound,
      );
      await expect(ended).resolves.toBeUndefined();
    });
  });

  describe('cancel', () => {
    it('settles a pending order, which is counted and logged', async () => {
      const { service, events } = setUp();
      const { id } = await service.place('k-1', REQUEST);
      events.length = 0;

      await expect(service.cancel(id)).resolves.toMatchObject({ id, status: 'cancelled' });
      expect(events).toEqual([
        'relay woken',
        'waiting requests told',
        'cancelled counted',
        loggedAs(id, 'cancelled'),
      ]);
    });

    it('counts and logs a confirmed order no second time', async () => {
      const { service, events } = setUp();
      const order = await service.place('k-1', REQUEST);
      await service.settle(answerTo(order));
      events.length = 0;

      await expect(service.cancel(order.id)).resolves.toMatchObject({ status: 'cancelled' });
      expect(events).toEqual(['relay woken']);
    });

    it('leaves a cancelled order as it is', async () => {
      const { service, events } = setUp();
      const { id } = await service.place('k-1', REQUEST);
      await service.cancel(id);
      events.length = 0;

      await expect(service.cancel(id)).resolves.toMatchObject({ id, status: 'cancelled' });
      expect(events).toEqual([]);
    });

    it('cancels an order that is accepted while it looks', async () => {
      const { service, orders } = setUp();
      const order = newOrder(newOrderId(), REQUEST, new Date());
      const { cancel } = orders;
      orders.cancel = async () => {
        orders.cancel = cancel;
        await orders.accept(order, 'k-1'); // too late for this statement, in time for the next one
        return undefined;
      };

      await expect(service.cancel(order.id)).resolves.toMatchObject({ id: order.id, status: 'cancelled' });
    });

    it('refuses a completed order', async () => {
      const { service, orders } = setUp();
      const order = await service.place('k-1', REQUEST);
      await service.settle(answerTo(order));
      await orders.complete(order.id);

      await expect(service.cancel(order.id)).rejects.toThrow(OrderCompleted);
      await expect(service.get(order.id)).resolves.toMatchObject({ status: 'confirmed' });
    });

    it('refuses a rejected order, and one that does not exist', async () => {
      const { service } = setUp();
      const { id } = await service.place('k-1', REQUEST);
      await service.settle({ status: 'rejected', reason: 'out_of_stock', orderId: id, messageId: FIRST });

      await expect(service.cancel(id)).rejects.toThrow(OrderNotCancellable);
      await expect(service.cancel(newOrderId())).rejects.toThrow(OrderNotFound);
    });
  });

  describe('settle', () => {
    it('confirms a pending order once, however often the answer comes', async () => {
      const { service, events } = setUp();
      const order = await service.place('k-1', REQUEST);
      events.length = 0;

      await service.settle(answerTo(order));
      await service.settle(answerTo(order));

      await expect(service.get(order.id)).resolves.toMatchObject({ status: 'confirmed' });
      expect(events).toEqual(['waiting requests told', 'confirmed counted', loggedAs(order.id, 'confirmed')]);
    });

    const rejectionOf = ({ id: orderId }: Order): StockAnswer => ({
      status: 'rejected',
      reason: 'out_of_stock',
      orderId,
      messageId: ANOTHER,
    });

    it('gives stock back that was reserved for a cancelled order', async () => {
      const { service, orders, events } = setUp();
      const order = await service.place('k-1', REQUEST);
      await service.cancel(order.id);
      events.length = 0;

      await service.settle(answerTo(order, ANOTHER));

      await expect(service.get(order.id)).resolves.toMatchObject({ status: 'cancelled' });
      expect(orders.refused).toEqual([ANOTHER]);
      expect(events).toEqual(['relay woken']);
    });

    it('gives stock back that was reserved for a rejected order', async () => {
      const { service, orders } = setUp();
      const order = await service.place('k-1', REQUEST);
      await service.settle(rejectionOf(order));

      await service.settle(answerTo(order, ANOTHER));

      await expect(service.get(order.id)).resolves.toMatchObject({ status: 'rejected' });
      expect(orders.refused).toEqual([ANOTHER]);
    });

    it('gives stock back that was reserved for a completed order, unless it is what the order was completed with', async () => {
      const { service, orders } = setUp();
      const order = await service.place('k-1', REQUEST);
      await service.settle(answerTo(order, FIRST));
      await orders.complete(order.id);

      for (const reservation of [FIRST, ANOTHER]) await service.settle(answerTo(order, reservation));

      expect(orders.refused).toEqual([ANOTHER]);
    });

    it('has nothing to give back where nothing was reserved: a late rejection, or a repeated answer', async () => {
      const { service, orders } = setUp();
      const [cancelled, confirmed] = [
        await service.place('k-1', REQUEST),
        await service.place('k-2', REQUEST),
      ];
      await service.cancel(cancelled.id);
      await service.settle(answerTo(confirmed));

      for (const settled of [cancelled, confirmed]) await service.settle(rejectionOf(settled));
      await service.settle(answerTo(confirmed));

      expect(orders.refused).toEqual([]);
      await expect(service.get(confirmed.id)).resolves.toMatchObject({ status: 'confirmed' });
    });

    it('knows no order that was never placed, so that its answer is parked', async () => {
      const { service } = setUp();
      const unknown = newOrder(newOrderId(), REQUEST, new Date());

      await expect(service.settle(answerTo(unknown))).rejects.toMatchObject({
        kind: 'not_found',
        code: 'orders.not_found',
      });
    });
  });
});
