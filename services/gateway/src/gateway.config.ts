import { TIMEOUTS_MS } from '@lab/contracts';
import { BaseConfig, count, milliseconds } from '@lab/instrumentation';
import { z } from 'zod';

export const GatewayConfig = BaseConfig.extend({
  LISTEN: BaseConfig.shape.LISTEN.default('0.0.0.0:8080'),
  LOG_FORMAT: BaseConfig.shape.LOG_FORMAT.default('logfmt'),
  PUBLIC_EDGE: BaseConfig.shape.PUBLIC_EDGE.default(true),
  /** Flags in flagd's format, watched; see @lab/faults. It need not exist, its folder must. */
  FLAGS_FILE: z.string().min(1).optional(),
  ORDERS_URL: z.url({ protocol: /^https?$/ }),
  INVENTORY_URL: z.url({ protocol: /^https?$/ }),
  /** Of one attempt; a long poll gets its `wait` on top. */
  ORDERS_TIMEOUT_MS: milliseconds.default(TIMEOUTS_MS.ordersAttempt),
  /** Of a call with all its attempts. */
  ORDERS_DEADLINE_MS: milliseconds.default(TIMEOUTS_MS.ordersCall),
  ORDERS_RETRIES: z.coerce.number().int().nonnegative().default(3),
  /** Of reads and of writes, each. */
  ORDERS_MAX_CONCURRENT: count.default(64),
  ORDERS_MAX_QUEUE: count.default(128),
  /** Long polls wait, they do not work: many at once cost little, but each holds a connection. */
  POLLS_MAX_CONCURRENT: count.default(256),
  INVENTORY_TIMEOUT_MS: milliseconds.default(TIMEOUTS_MS.inventoryAttempt),
  INVENTORY_DEADLINE_MS: milliseconds.default(TIMEOUTS_MS.inventoryCall),
  /** How old a catalogue may be without asking inventory again. */
  CATALOG_FRESH_MS: milliseconds.default(1_000),
  /** How old a catalogue may be when inventory cannot be asked; older ones are not shown. */
  CATALOG_STALE_MS: milliseconds.default(60_000),
});
export type GatewayConfig = z.infer<typeof GatewayConfig>;
export const GATEWAY_CONFIG = Symbol('GatewayConfig');
