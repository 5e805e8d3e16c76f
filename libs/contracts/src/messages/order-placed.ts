import { z } from 'zod';
import { OrderId } from '../ids';
import { defineMessage } from './message';
import { OrderLine } from './order-line';

/** An order was accepted and is pending: its stock is to be reserved. Sent by orders. */
export const OrderPlaced = defineMessage({
  name: 'orders.order-placed',
  version: 1,
  body: z.object({ orderId: OrderId, customerId: z.string(), lines: z.array(OrderLine).min(1) }),
});
export type OrderPlaced = z.infer<typeof OrderPlaced.body>;
