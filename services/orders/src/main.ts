import '@lab/instrumentation/register'; // first line: tracing has to be there before anything is loaded
import { bootstrapService } from '@lab/instrumentation';
import { OrdersConfig } from './orders.config';
import { OrdersModule } from './orders.module';

void bootstrapService({
  name: 'orders',
  config: OrdersConfig,
  module: (config) => OrdersModule.with(config),
});
