import { z } from 'zod';
import { MessageId, OrderId } from '../ids';
import { defineMessage } from './message';

/** About 110 bytes an order: a full message stays far below the limit of messaging (256 KiB). */
export const MAX_COMPLETED_ORDERS = 500;

/**
 * These confirmed orders can no longer be cancelled: the pieces that each reserved are sold. `reservationId` names the
 * reservation that confirmed the order, so that no other one is taken for it. Sent by orders.
 */
export const OrdersCompleted = defineMessage({
  name: 'orders.orders-completed',
  version: 1,
  body: z.object({
    orders: z
      .array(z.object({ orderId: OrderId, reservationId: MessageId }))
      .min(1)
      .max(MAX_COMPLETED_ORDERS),
  }),
});
export type OrdersCompleted = z.infer<typeof OrdersCompleted.body>;
