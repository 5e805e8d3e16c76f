import { QUEUES, StockReserved } from '@lab/contracts';
import { Consumes, type MessageHandler, type Received } from '@lab/messaging';
import { Injectable } from '@nestjs/common';
import { OrderService } from '../order/order.service';

@Injectable()
@Consumes(QUEUES.ordersStock, StockReserved)
export class StockReservedConsumer implements MessageHandler<StockReserved> {
  constructor(private readonly orders: OrderService) {}

  handle({ id, body }: Received<StockReserved>): Promise<void> {
    return this.orders.settle({ status: 'confirmed', orderId: body.orderId, messageId: id });
  }
}
