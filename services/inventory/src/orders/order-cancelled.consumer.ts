import { ATTRIBUTES, OrderCancelled, QUEUES } from '@lab/contracts';
import { Consumes, type MessageHandler, type Received } from '@lab/messaging';
import { Injectable } from '@nestjs/common';
import { trace } from '@opentelemetry/api';
import { StockService } from '../stock/stock.service';

@Injectable()
@Consumes(QUEUES.inventoryOrders, OrderCancelled)
export class OrderCancelledConsumer implements MessageHandler<OrderCancelled> {
  constructor(private readonly stock: StockService) {}

  async handle({ body: { orderId } }: Received<OrderCancelled>): Promise<void> {
    trace.getActiveSpan()?.setAttribute(ATTRIBUTES.orderId, orderId);
    await this.stock.release(orderId);
  }
}
