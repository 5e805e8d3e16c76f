import { OrdersCompleted, QUEUES } from '@lab/contracts';
import { Consumes, type MessageHandler, type Received } from '@lab/messaging';
import { Injectable } from '@nestjs/common';
import { StockService } from '../stock/stock.service';

@Injectable()
@Consumes(QUEUES.inventoryOrders, OrdersCompleted)
export class OrdersCompletedConsumer implements MessageHandler<OrdersCompleted> {
  constructor(private readonly stock: StockService) {}

  handle({ body: { orders } }: Received<OrdersCompleted>): Promise<void> {
    return this.stock.complete(orders);
  }
}
