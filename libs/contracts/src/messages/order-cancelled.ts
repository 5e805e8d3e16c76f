import { z } from 'zod';
import { defineMessage } from './message';

/** An order was cancelled: its stock, reserved or still to be reserved, is free again. Sent by orders. */
export const OrderCancelled = defineMessage({
  name: 'orders.order-cancelled',
  version: 1,
  body: z.object({ orderId: z.uuid() }),
});
export type OrderCancelled = z.infer<typeof OrderCancelled.body>;
