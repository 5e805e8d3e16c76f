import { QUEUES } from '@lab/contracts';
import { FaultsModule, FlagFile } from '@lab/faults';
import { HealthModule } from '@lab/instrumentation';
import { BrokerProbe, ConsumersProbe, MessagingModule } from '@lab/messaging';
import { type DynamicModule, Module } from '@nestjs/common';
import { CompletionRepository } from './completion/completion.repository';
import { CompletionSweep } from './completion/completion.sweep';
import { OrderController } from './order/order.controller';
import { ORDER_METRICS, OrderMetrics } from './order/order.metrics';
import { OrderRepository } from './order/order.repository';
import { OrderService } from './order/order.service';
import { SettlementWatch } from './order/settlement.watch';
import { ORDERS_CONFIG, type OrdersConfig } from './orders.config';
import { OutboxBacklog } from './outbox/outbox.backlog';
import { OUTBOX_METRICS, OutboxMetrics } from './outbox/outbox.metrics';
import { OutboxRelay } from './outbox/outbox.relay';
import { OutboxRepository } from './outbox/outbox.repository';
import { PostgresModule } from './postgres/postgres.module';
import { PostgresProbe } from './postgres/postgres.probe';
import { StockRejectedConsumer } from './stock/stock-rejected.consumer';
import { StockReservedConsumer } from './stock/stock-reserved.consumer';
import { StockRoomWatch } from './stock/stock-room.watch';

@Module({})
export class OrdersModule {
  static with(config: OrdersConfig): DynamicModule {
    return {
      module: OrdersModule,
      imports: [
        FaultsModule.forRoot(config.FLAGS_FILE),
        PostgresModule.with(config),
        // Inventory's queue too: whichever starts first, what orders publishes finds a queue.
        MessagingModule.forRoot({
          url: config.RABBITMQ_URL,
          service: 'orders',
          isMeasured: config.METRICS_ENABLED,
          queues: Object.values(QUEUES),
        }),
        HealthModule.register({ probes: [PostgresProbe, BrokerProbe, ConsumersProbe], flags: FlagFile }),
      ],
      controllers: [OrderController],
      providers: [
        { provide: ORDERS_CONFIG, useValue: config },
        ...[OrderRepository, OrderService, OrderMetrics, SettlementWatch],
        ...[OutboxRepository, OutboxRelay, OutboxBacklog, OutboxMetrics],
        ...[StockReservedConsumer, StockRejectedConsumer, StockRoomWatch],
        ...[CompletionRepository, CompletionSweep],
        ...ORDER_METRICS,
        ...OUTBOX_METRICS,
      ],
    };
  }
}
