import { FaultsModule, FlagFile } from '@lab/faults';
import { HealthModule } from '@lab/instrumentation';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { CatalogModule } from './catalog/catalog.module';
import { GATEWAY_CONFIG, type GatewayConfig } from './gateway.config';
import { OrdersModule } from './orders/orders.module';
import { OrdersProbe } from './orders/orders.probe';

@Global()
@Module({})
export class GatewayModule {
  static forRoot(config: GatewayConfig): DynamicModule {
    return {
      module: GatewayModule,
      imports: [
        FaultsModule.forRoot(config.FLAGS_FILE),
        OrdersModule.forRoot(config),
        CatalogModule.forRoot(config),
        // Not inventory: orders are accepted without it, and only the catalogue would be missed.
        HealthModule.register({ probes: [OrdersProbe], flags: FlagFile }),
      ],
      providers: [{ provide: GATEWAY_CONFIG, useValue: config }],
      exports: [GATEWAY_CONFIG],
    };
  }
}
