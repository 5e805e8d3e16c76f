import {
  type OrderLine,
  OrderCancelled,
  OrderPlaced,
  OrdersCompleted,
  ReservationRefused,
  QUEUES,
  StockRejected,
  StockReserved,
} from '@lab/contracts';
import { createApp } from '@lab/instrumentation';
import { Consumes, type MessageHandler, MessagePublisher, type Received } from '@lab/messaging';
import { type Patience, eventually } from '@lab/testing';
import { Injectable } from '@nestjs/common';
import { InventoryConfig } from '../../src/inventory.config';
import { InventoryModule } from '../../src/inventory.module';

/** What orders would be told, in the order of arrival. */
const answers: Received<StockReserved | StockRejected>[] = [];

@Injectable()
@Consumes(QUEUES.ordersStock, StockReserved)
class StockReservedRecorder implements MessageHandler<StockReserved> {
  handle(message: Received<StockReserved>): Promise<void> {
    answers.push(message);
    return Promise.resolve();
  }
}

@Injectable()
@Consumes(QUEUES.ordersStock, StockRejected)
class StockRejectedRecorder implements MessageHandler<StockRejected> {
  handle(message: Received<StockRejected>): Promise<void> {
    answers.push(message);
    return Promise.resolve();
  }
}

/** Inventory as it runs, and in the same process the side of orders: it places, cancels and listens. */
export async function startInventory(env: Record<string, string>) {
  const app = await createApp({
    name: 'inventory',
    config: InventoryConfig,
    module: (config) => {
      const inventory = InventoryModule.forRoot(config);
      return {
        ...inventory,
        providers: [...(inventory.providers ?? []), StockReservedRecorder, StockRejectedRecorder],
      };
    },
    env: { LOG_LEVEL: 'silent', ...env },
  });
  const messages = app.get(MessagePublisher);
  const get = (url: string) => app.inject({ method: 'GET', url });
  const answersTo = (orderId: string) => answers.filter(({ body }) => body.orderId === orderId);
  return {
    get,
    untilReady: (patience?: Patience) =>
      eventually(
        'inventory is ready',
        async () => expect((await get('/health/ready')).statusCode).toBe(200),
        patience,
      ),
    place: (orderId: string, lines: OrderLine[]) =>
      messages.publish(OrderPlaced, { orderId, customerId: 'c-17', lines }),
    cancel: (orderId: string) => messages.publish(OrderCancelled, { orderId }),
    refuse: (orderId: string, reservationId: string) =>
      messages.publish(ReservationRefused, { orderId, reservationId }),
    complete: (orders: OrdersCompleted['orders']) => messages.publish(OrdersCompleted, { orders }),
    answersTo,
    untilAnswered: (orderId: string, times = 1) =>
      eventually(`order ${orderId} has ${times} answer(s)`, () =>
        expect(answersTo(orderId)).toHaveLength(times),
      ),
    untilAllAnswered: (orders: readonly string[], patience?: Patience) =>
      eventually(
        'every order has an answer',
        () => expect(orders.filter((order) => answersTo(order).length === 0)).toEqual([]),
        patience,
      ),
    counted: async (outcome: string): Promise<number> => {
      const { body } = await get('/metrics');
      const line = body
        .split('\n')
        .find((text) => text.startsWith(`lab_reservations_total{outcome="${outcome}"}`));
      return Number(line?.split(' ')[1] ?? 0);
    },
    close: () => app.close(),
  };
}
export type TestInventory = Awaited<ReturnType<typeof startInventory>>;
