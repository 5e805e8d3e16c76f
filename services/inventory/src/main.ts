import '@lab/instrumentation/register'; // first line: it patches ioredis before anything loads it
import { bootstrapService } from '@lab/instrumentation';
import { InventoryConfig } from './inventory.config';
import { InventoryModule } from './inventory.module';

void bootstrapService({ name: 'inventory', config: InventoryConfig, module: InventoryModule });
