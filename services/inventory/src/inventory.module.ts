import { QUEUES } from '@lab/contracts';
import { FaultsModule, FlagFile } from '@lab/faults';
import { HealthModule } from '@lab/instrumentation';
import { BrokerProbe, ConsumersProbe, MessagingModule } from '@lab/messaging';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { INVENTORY_CONFIG, type InventoryConfig } from './inventory.config';
import { OrdersModule } from './orders/orders.module';
import { RedisModule } from './redis/redis.module';
import { StockModule } from './stock/stock.module';
import { StockProbe } from './stock/stock.probe';

@Global()
@Module({})
export class InventoryModule {
  static forRoot(config: InventoryConfig): DynamicModule {
    return {
      module: InventoryModule,
      imports: [
        FaultsModule.forRoot(config.FLAGS_FILE),
        RedisModule.forRoot({ url: config.REDIS_URL, commandTimeoutMs: config.REDIS_COMMAND_TIMEOUT_MS }),
        // Our answers' queue is declared here too: an answer is kept also when orders has never run.
        MessagingModule.forRoot({
          url: config.RABBITMQ_URL,
          service: 'inventory',
          isMeasured: config.METRICS_ENABLED,
          queues: [QUEUES.inventoryOrders, QUEUES.ordersStock],
        }),
        HealthModule.register({ probes: [StockProbe, BrokerProbe, ConsumersProbe], flags: FlagFile }),
        StockModule,
        OrdersModule,
      ],
      providers: [{ provide: INVENTORY_CONFIG, useValue: config }],
      exports: [INVENTORY_CONFIG],
    };
  }
}
