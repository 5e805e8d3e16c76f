import '@lab/instrumentation/register'; // first line: it patches pg and amqplib before anything loads them
import { bootstrapService } from '@lab/instrumentation';
import { OrdersConfig } from './orders.config';
import { OrdersModule } from './orders.module';

void bootstrapService({
  name: 'orders',
  config: OrdersConfig,
  module: (config) => OrdersModule.with(config),
});
