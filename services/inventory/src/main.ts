import '@lab/instrumentation/register'; // first line: tracing has to be there before anything is loaded
import { bootstrapService } from '@lab/instrumentation';
import { InventoryConfig } from './inventory.config';
import { InventoryModule } from './inventory.module';

void bootstrapService({ name: 'inventory', config: InventoryConfig, module: InventoryModule });
