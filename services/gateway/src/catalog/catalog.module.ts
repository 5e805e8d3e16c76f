import { HttpClientModule } from '@lab/instrumentation';
import { type DynamicModule, Module } from '@nestjs/common';
import type { GatewayConfig } from '../gateway.config';
import { CatalogController } from './catalog.controller';
import { CatalogService } from './catalog.service';
import { INVENTORY, InventoryClient } from './inventory.client';

@Module({})
export class CatalogModule {
  static forRoot(config: GatewayConfig): DynamicModule {
    return {
      module: CatalogModule,
      imports: [
        HttpClientModule.register({
          name: INVENTORY,
          baseUrl: config.INVENTORY_URL,
          timeoutMs: config.INVENTORY_TIMEOUT_MS,
          deadlineMs: config.INVENTORY_DEADLINE_MS,
          retries: 1,
          // The catalogue is fetched by one call at a time, however many clients ask for it.
          maxConcurrent: 2,
          maxQueue: 0,
        }),
      ],
      controllers: [CatalogController],
      providers: [InventoryClient, CatalogService],
    };
  }
}
