import { ATTRIBUTES, QUEUES, ReservationRefused } from '@lab/contracts';
import { Consumes, type MessageHandler, type Received } from '@lab/messaging';
import { Injectable } from '@nestjs/common';
import { trace } from '@opentelemetry/api';
import { StockService } from '../stock/stock.service';

@Injectable()
@Consumes(QUEUES.inventoryOrders, ReservationRefused)
export class ReservationRefusedConsumer implements MessageHandler<ReservationRefused> {
  constructor(private readonly stock: StockService) {}

  async handle({ body: { orderId, reservationId } }: Received<ReservationRefused>): Promise<void> {
    trace.getActiveSpan()?.setAttribute(ATTRIBUTES.orderId, orderId);
    await this.stock.releaseOnly(orderId, reservationId);
  }
}
