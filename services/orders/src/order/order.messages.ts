import {
  type Envelope,
  envelop,
  type MessageContract,
  type Order,
  OrderCancelled,
  OrderPlaced,
  OrdersCompleted,
  ReservationRefused,
} from '@lab/contracts';
import { currentTraceparent } from '@lab/messaging';

/** What a change of an order says to others: stored with the change, so that neither is there without the other. */
export interface Announcement {
  readonly envelope: Envelope;
  /** The trace that it continues. */
  readonly traceparent: string | undefined;
}

const announce = <Body>(contract: MessageContract<Body>, body: Body): Announcement => ({
  envelope: envelop(contract, body),
  traceparent: currentTraceparent(),
});

export const orderPlaced = ({ id: orderId, customerId, lines }: Order): Announcement =>
  announce(OrderPlaced, { orderId, customerId, lines });

export const orderCancelled = (orderId: string): Announcement => announce(OrderCancelled, { orderId });

export const reservationRefused = (orderId: string, reservationId: string): Announcement =>
  announce(ReservationRefused, { orderId, reservationId });

export const ordersCompleted = (orders: OrdersCompleted['orders']): Announcement =>
  announce(OrdersCompleted, { orders });
