import { z } from 'zod';
import { defineMessage } from './message';
import { RejectionReason } from '../http/order';

/** No line of the order is reserved; `sku` is the first line that could not be. Sent by inventory. */
export const StockRejected = defineMessage({
  name: 'inventory.stock-rejected',
  version: 1,
  body: z.object({ orderId: z.uuid(), reason: RejectionReason, sku: z.string() }),
});
export type StockRejected = z.infer<typeof StockRejected.body>;
