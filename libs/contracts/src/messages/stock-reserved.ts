import { z } from 'zod';
import { OrderId } from '../ids';
import { defineMessage } from './message';

/** All lines of the order are reserved. Sent by inventory. */
export const StockReserved = defineMessage({
  name: 'inventory.stock-reserved',
  version: 1,
  body: z.object({ orderId: OrderId }),
});
export type StockReserved = z.infer<typeof StockReserved.body>;
