import {
  OrderCancelled,
  OrderPlaced,
  OrdersCompleted,
  QUEUES,
  ReservationRefused,
  StockRejected,
  StockReserved,
} from '@lab/contracts';
import { Consumes, MessagePublisher, type MessageHandler, type Received } from '@lab/messaging';
import { Injectable } from '@nestjs/common';

/** What inventory saw, in order. */
@Injectable()
export class Seen {
  readonly messages: string[] = [];

  of(orderId: string): string[] {
    return this.messages
      .filter((message) => message.endsWith(orderId))
      .map((message) => message.split(' ')[0] ?? '');
  }
}

/** Answers as inventory does, each answer twice; GONE-01 is out of stock and nothing answers for SLOW-01. */
@Injectable()
@Consumes(QUEUES.inventoryOrders, OrderPlaced)
class PlacedConsumer implements MessageHandler<OrderPlaced> {
  constructor(
    private readonly publisher: MessagePublisher,
    private readonly seen: Seen,
  ) {}

  async handle({ body: { orderId, lines } }: Received<OrderPlaced>): Promise<void> {
    this.seen.messages.push(`placed ${orderId}`);
    const sku = lines[0]?.sku ?? '';
    if (sku === 'SLOW-01') return;
    for (let copy = 0; copy < 2; copy += 1) {
      if (sku === 'GONE-01')
        await this.publisher.publish(StockRejected, { orderId, reason: 'out_of_stock', sku });
      else await this.publisher.publish(StockReserved, { orderId });
    }
  }
}

@Injectable()
@Consumes(QUEUES.inventoryOrders, OrderCancelled)
class CancelledConsumer implements MessageHandler<OrderCancelled> {
  constructor(private readonly seen: Seen) {}

  handle({ body: { orderId } }: Received<OrderCancelled>): Promise<void> {
    this.seen.messages.push(`cancelled ${orderId}`);
    return Promise.resolve();
  }
}

@Injectable()
@Consumes(QUEUES.inventoryOrders, ReservationRefused)
class RefusedConsumer implements MessageHandler<ReservationRefused> {
  constructor(private readonly seen: Seen) {}

  handle({ body: { orderId } }: Received<ReservationRefused>): Promise<void> {
    this.seen.messages.push(`refused ${orderId}`);
    return Promise.resolve();
  }
}

@Injectable()
@Consumes(QUEUES.inventoryOrders, OrdersCompleted)
class CompletedConsumer implements MessageHandler<OrdersCompleted> {
  constructor(private readonly seen: Seen) {}

  handle({ body: { orders } }: Received<OrdersCompleted>): Promise<void> {
    this.seen.messages.push(...orders.map(({ orderId }) => `completed ${orderId}`));
    return Promise.resolve();
  }
}

/** Providers that take inventory's place, in the app under test: its messaging finds them like any other consumer. */
export const INVENTORY_DOUBLE = [Seen, PlacedConsumer, CancelledConsumer, RefusedConsumer, CompletedConsumer];
