import '@lab/instrumentation/register'; // first line: it patches pg before anything loads it
import { bootstrapService } from '@lab/instrumentation';
import { OrdersConfig } from './orders.config';
import { OrdersModule } from './orders.module';

void bootstrapService({
  name: 'orders',
  config: OrdersConfig,
  module: (config) => OrdersModule.with(config),
});
