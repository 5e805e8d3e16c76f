import { ConsumerRunner } from '@lab/messaging';
import { Module } from '@nestjs/common';
import { StockModule } from '../stock/stock.module';
import { OrderCancelledConsumer } from './order-cancelled.consumer';
import { OrderPlacedConsumer } from './order-placed.consumer';
import { limitPrefetch } from './orders.faults';
import { OrdersCompletedConsumer } from './orders-completed.consumer';
import { ReservationRefusedConsumer } from './reservation-refused.consumer';

/** Consumers of the messages from orders; messaging finds them by their decorator. */
@Module({
  imports: [StockModule],
  providers: [
    OrderPlacedConsumer,
    OrderCancelledConsumer,
    ReservationRefusedConsumer,
    OrdersCompletedConsumer,
  ],
})
export class OrdersModule {
  constructor(consumers: ConsumerRunner) {
    limitPrefetch(consumers);
  }
}
