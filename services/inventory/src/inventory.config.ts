import { join } from 'node:path';
import { StorePassword, TIMEOUTS_MS } from '@lab/contracts';
import { BaseConfig, milliseconds, withPassword } from '@lab/instrumentation';
import { z } from 'zod';

export const InventoryConfig = BaseConfig.extend({
  LISTEN: BaseConfig.shape.LISTEN.default('0.0.0.0:8082'),
  LOG_FORMAT: BaseConfig.shape.LOG_FORMAT.default('json'),
  /** Flags in flagd's format, watched; see @lab/faults. It need not exist, its folder must. */
  FLAGS_FILE: z.string().min(1).optional(),
  /** Of a store: its address, and the password where that is not in the address (encoded, as in every URL). */
  REDIS_URL: z.url({ protocol: /^rediss?$/ }),
  REDIS_PASSWORD: StorePassword.optional(),
  RABBITMQ_URL: z.url({ protocol: /^amqps?$/ }),
  RABBITMQ_PASSWORD: StorePassword.optional(),
  REDIS_COMMAND_TIMEOUT_MS: milliseconds.default(TIMEOUTS_MS.redisCommand),
  /** Products and the stock that new ones start with, as JSON. */
  CATALOG_FILE: z.string().default(join(__dirname, 'stock/catalog.json')),
}).transform(({ REDIS_PASSWORD, RABBITMQ_PASSWORD, ...config }) => ({
  ...config,
  REDIS_URL: withPassword(config.REDIS_URL, REDIS_PASSWORD),
  RABBITMQ_URL: withPassword(config.RABBITMQ_URL, RABBITMQ_PASSWORD),
}));
export type InventoryConfig = z.infer<typeof InventoryConfig>;
export const INVENTORY_CONFIG = Symbol('InventoryConfig');
