import { OrderCancelled } from './messages/order-cancelled';
import { OrderPlaced } from './messages/order-placed';
import { OrdersCompleted } from './messages/orders-completed';
import { ReservationRefused } from './messages/reservation-refused';
import { StockRejected } from './messages/stock-rejected';
import { StockReserved } from './messages/stock-reserved';

/** A durable queue of one consumer, and the messages it is bound to. */
export interface QueueDefinition {
  readonly name: string;
  readonly messages: readonly { readonly name: string }[];
}

/** The topic exchange that all messages pass; the routing key is the message's name. */
export const EVENTS_EXCHANGE = 'lab.events';

/** Every consumer's queue, named `<consuming service>.<what it is about>`. */
export const QUEUES = {
  inventoryOrders: {
    name: 'inventory.orders',
    messages: [OrderPlaced, OrderCancelled, ReservationRefused, OrdersCompleted],
  },
  ordersStock: { name: 'orders.stock', messages: [StockReserved, StockRejected] },
} as const satisfies Record<string, QueueDefinition>;

/** Where a message waits before its next attempt, by delay in seconds. */
export const retryQueue = (queue: string, delaySeconds: number): string => `${queue}.retry-${delaySeconds}s`;

/** Where a message ends that could not be handled. */
export const parkedQueue = (queue: string): string => `${queue}.parked`;

/** Orders' outbox as a place where messages are parked, beside the queues: those that the broker does not take. */
export const OUTBOX = 'orders.outbox';

/** Headers that messaging adds; the names are read by `lab parked` too. */
export const MESSAGE_HEADERS = {
  /** How often handling was tried, from 1. */
  attempt: 'x-lab-attempt',
  /** Why it was parked: `invalid`, `unknown_message`, `too_large`, `attempts_exhausted`, … */
  parkedReason: 'x-lab-parked-reason',
  /** The error's text. */
  parkedDetail: 'x-lab-parked-detail',
  /** RFC 3339. */
  parkedAt: 'x-lab-parked-at',
} as const;
