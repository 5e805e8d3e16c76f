import '@lab/instrumentation/register'; // first line: tracing has to be there before anything is loaded
import { bootstrapService } from '@lab/instrumentation';
import { GatewayConfig } from './gateway.config';
import { GatewayModule } from './gateway.module';
import { OPEN_API } from './openapi';

void bootstrapService({ name: 'gateway', config: GatewayConfig, module: GatewayModule, openApi: OPEN_API });
