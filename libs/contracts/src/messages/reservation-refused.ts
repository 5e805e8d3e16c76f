import { z } from 'zod';
import { MessageId, OrderId } from '../ids';
import { defineMessage } from './message';

/** The order does not want this reservation: it is cancelled, rejected, or completed with another one. Sent by orders. */
export const ReservationRefused = defineMessage({
  name: 'orders.reservation-refused',
  version: 1,
  body: z.object({ orderId: OrderId, reservationId: MessageId }),
});
export type ReservationRefused = z.infer<typeof ReservationRefused.body>;
