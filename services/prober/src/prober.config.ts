import { StorePassword } from '@lab/contracts';
import { BaseConfig, milliseconds, withPassword } from '@lab/instrumentation';
import { z } from 'zod';

const httpUrl = z.url({ protocol: /^https?$/ });

export const ProberConfig = BaseConfig.extend({
  LISTEN: BaseConfig.shape.LISTEN.default('0.0.0.0:8086'),
  LOG_FORMAT: BaseConfig.shape.LOG_FORMAT.default('json'),
  /** The public API: where customers are. */
  GATEWAY_URL: httpUrl,
  JAEGER_URL: httpUrl,
  LOKI_URL: httpUrl,
  /** The audit reads the stores themselves, as `lab audit` does. */
  POSTGRES_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  POSTGRES_PASSWORD: StorePassword.optional(),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }),
  REDIS_PASSWORD: StorePassword.optional(),
  /** How often an order is placed. 0 turns the prober off, the audit included: for whoever counts orders. */
  PROBE_INTERVAL_MS: z.coerce.number().int().nonnegative().default(5_000),
  /** Shorter than the shortest window of an alert, 20 s in lab time: it has to hold at least one audit. */
  AUDIT_INTERVAL_MS: milliseconds.default(10_000),
}).transform(({ POSTGRES_PASSWORD, REDIS_PASSWORD, ...config }) => ({
  ...config,
  POSTGRES_URL: withPassword(config.POSTGRES_URL, POSTGRES_PASSWORD),
  REDIS_URL: withPassword(config.REDIS_URL, REDIS_PASSWORD),
}));
export type ProberConfig = z.infer<typeof ProberConfig>;
export const PROBER_CONFIG = Symbol('ProberConfig');
