import { z } from 'zod';
import { OrderId } from '../ids';
import { defineMessage } from './message';

/** An order was cancelled: its stock, reserved or still to be reserved, is free again. Sent by orders. */
export const OrderCancelled = defineMessage({
  name: 'orders.order-cancelled',
  version: 1,
  body: z.object({ orderId: OrderId }),
});
export type OrderCancelled = z.infer<typeof OrderCancelled.body>;
