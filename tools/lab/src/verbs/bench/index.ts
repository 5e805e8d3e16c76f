import type { Verb } from '../../verb.ts';
import { verb as faults } from './faults/index.ts';
import { verb as logAgents } from './log-agents/index.ts';
import { verb as logEncoders } from './log-encoders/index.ts';
import { verb as orderPath } from './order-path/index.ts';
import { verb as telemetry } from './telemetry/index.ts';
import { verb as traceFind } from './trace-find/index.ts';

export const verb: Verb = {
  summary: 'Benchmark the lab against a baseline',
  group: 'Work on the lab itself',
  verbs: {
    'order-path': orderPath,
    'log-encoders': logEncoders,
    'log-agents': logAgents,
    telemetry,
    faults,
    'trace-find': traceFind,
  },
};
