import { z } from 'zod';
import { OrderId } from '../ids';
import { defineMessage } from './message';
import { RejectionReason } from '../http/order';

/** No line of the order is reserved; `sku` is the first line that could not be. Sent by inventory. */
export const StockRejected = defineMessage({
  name: 'inventory.stock-rejected',
  version: 1,
  body: z.object({ orderId: OrderId, reason: RejectionReason, sku: z.string() }),
});
export type StockRejected = z.infer<typeof StockRejected.body>;
