import { BaseConfig, count, milliseconds } from '@lab/instrumentation';
import { z } from 'zod';

const MINUTE_MS = 60_000;
const MIB = 1_048_576;

export const OncallConfig = BaseConfig.extend({
  LISTEN: BaseConfig.shape.LISTEN.default('0.0.0.0:8083'),
  LOG_FORMAT: BaseConfig.shape.LOG_FORMAT.default('json'),
  /** Four times that of the other services: Alertmanager drops a page that is refused as too large. */
  BODY_LIMIT_BYTES: BaseConfig.shape.BODY_LIMIT_BYTES.default(MIB),
  /** Few, because each may have such a body. Alertmanager repeats what is refused with 503. */
  MAX_IN_FLIGHT: BaseConfig.shape.MAX_IN_FLIGHT.default(16),
  /** The folder of the journal, for this process alone. */
  ONCALL_JOURNAL_DIR: z.string().min(1),
  /** Above this size the journal is compacted; above twice this size pages and events are refused. */
  ONCALL_JOURNAL_MAX_BYTES: count.default(4 * MIB),
  ONCALL_MAX_OPEN_INCIDENTS: count.default(100),
  /** How long an incident waits to be acknowledged before it escalates, each time. */
  ONCALL_ESCALATE_AFTER_MS: milliseconds.default(5 * MINUTE_MS),
  ONCALL_MAX_ESCALATIONS: count.default(3),
  /** How long after its alerts an incident is resolved by itself. */
  ONCALL_RESOLVE_AFTER_MS: milliseconds.default(5 * MINUTE_MS),
  /** How often both are looked for. */
  ONCALL_SWEEP_MS: milliseconds.default(1_000),
});
export type OncallConfig = z.infer<typeof OncallConfig>;
export const ONCALL_CONFIG = Symbol('OncallConfig');
