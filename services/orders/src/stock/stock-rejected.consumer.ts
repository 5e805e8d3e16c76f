import { QUEUES, StockRejected } from '@lab/contracts';
import { Consumes, type MessageHandler, type Received } from '@lab/messaging';
import { Injectable } from '@nestjs/common';
import { OrderService } from '../order/order.service';

@Injectable()
@Consumes(QUEUES.ordersStock, StockRejected)
export class StockRejectedConsumer implements MessageHandler<StockRejected> {
  constructor(private readonly orders: OrderService) {}

  handle({ id, body }: Received<StockRejected>): Promise<void> {
    return this.orders.settle({
      status: 'rejected',
      orderId: body.orderId,
      reason: body.reason,
      messageId: id,
    });
  }
}
