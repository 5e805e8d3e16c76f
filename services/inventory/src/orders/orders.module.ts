import { Module } from '@nestjs/common';
import { StockModule } from '../stock/stock.module';
import { OrderCancelledConsumer } from './order-cancelled.consumer';
import { OrderPlacedConsumer } from './order-placed.consumer';

/** What orders tells us; messaging finds the consumers by their decorator. */
@Module({ imports: [StockModule], providers: [OrderPlacedConsumer, OrderCancelledConsumer] })
export class OrdersModule {}
