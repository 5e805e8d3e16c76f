import { randomUUID } from 'node:crypto';
import type { Order, PlaceOrder } from '@lab/contracts';
import { newOrder } from '../../src/order/order';
import { newOrderId } from '../../src/order/order-id';
import { orderPlaced } from '../../src/order/order.messages';
import type { OrderRepository } from '../../src/order/order.repository';

export const REQUEST: PlaceOrder = { customerId: 'c-17', lines: [{ sku: 'LAMP-01', quantity: 2 }] };

export const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

/** Tries to accept a new order; undefined where another order has the key. */
export const tryToAccept = async (orders: OrderRepository, key: string): Promise<Order | undefined> => {
  const order = newOrder(newOrderId(), REQUEST, new Date());
  const placed = { ...orderPlaced(order), traceparent: TRACEPARENT };
  return (await orders.accept(order, key, placed)) ? order : undefined;
};

/** Accepts a new pending order. */
export const acceptOrder = async (orders: OrderRepository, key: string = randomUUID()): Promise<Order> => {
  const order = await tryToAccept(orders, key);
  if (order === undefined) throw new Error(`key ${key} is taken`);
  return order;
};
