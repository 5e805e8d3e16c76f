import '@lab/instrumentation/register'; // first line: tracing has to be there before anything is loaded
import { bootstrapService } from '@lab/instrumentation';
import { ProberConfig } from './prober.config';
import { ProberModule } from './prober.module';

void bootstrapService({ name: 'prober', config: ProberConfig, module: ProberModule });
