import { HttpClientModule } from '@lab/instrumentation';
import { type DynamicModule, Module } from '@nestjs/common';
import type { GatewayConfig } from '../gateway.config';
import { ORDERS, ORDERS_POLLS, ORDERS_READS, ORDERS_WRITES, OrdersClient } from './orders.client';
import { OrdersController } from './orders.controller';
import { OrdersProbe } from './orders.probe';
import { OrdersService } from './orders.service';

@Module({})
export class OrdersModule {
  static forRoot(config: GatewayConfig): DynamicModule {
    const common = {
      baseUrl: config.ORDERS_URL,
      timeoutMs: config.ORDERS_TIMEOUT_MS,
      deadlineMs: config.ORDERS_DEADLINE_MS,
      retries: config.ORDERS_RETRIES,
    };
    return {
      module: OrdersModule,
      imports: [
        // Separate clients for reads and writes: each has its own slots and circuit, so that a failure of one does not stop the other.
        ...[ORDERS_READS, ORDERS_WRITES].map((name) =>
          HttpClientModule.register({
            ...common,
            name,
            service: ORDERS,
            maxConcurrent: config.ORDERS_MAX_CONCURRENT,
            maxQueue: config.ORDERS_MAX_QUEUE,
          }),
        ),
        // Clients that wait for orders to settle must not keep others from placing any.
        HttpClientModule.register({
          ...common,
          name: ORDERS_POLLS,
          maxConcurrent: config.POLLS_MAX_CONCURRENT,
          maxQueue: 0,
        }),
      ],
      controllers: [OrdersController],
      providers: [OrdersClient, OrdersService, OrdersProbe],
      exports: [OrdersProbe],
    };
  }
}
