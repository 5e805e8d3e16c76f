import { z } from 'zod';
import { OrderId } from '../ids';
import { defineMessage } from './message';

/**
 * All lines of the order are reserved. The message's id is also the id of the reservation: it stays the same for as long as the
 * reservation stands, and a later reservation of the same order has another one. Sent by inventory.
 */
export const StockReserved = defineMessage({
  name: 'inventory.stock-reserved',
  version: 1,
  body: z.object({ orderId: OrderId }),
});
export type StockReserved = z.infer<typeof StockReserved.body>;
