import '@lab/instrumentation/register'; // first line: tracing has to be there before anything is loaded
import { bootstrapService } from '@lab/instrumentation';
import { OncallConfig } from './oncall.config';
import { OncallModule } from './oncall.module';
import { OPEN_API } from './openapi';

void bootstrapService({ name: 'oncall', config: OncallConfig, module: OncallModule, openApi: OPEN_API });
