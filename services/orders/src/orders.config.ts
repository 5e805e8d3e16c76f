import { StorePassword, TIMEOUTS_MS } from '@lab/contracts';
import { BaseConfig, count, milliseconds, withPassword } from '@lab/instrumentation';
import { z } from 'zod';

export const OrdersConfig = BaseConfig.extend({
  LISTEN: BaseConfig.shape.LISTEN.default('0.0.0.0:8081'),
  LOG_FORMAT: BaseConfig.shape.LOG_FORMAT.default('ltsv'),
  /** Flags in flagd's format, watched; see @lab/faults. It need not exist, its folder must. */
  FLAGS_FILE: z.string().min(1).optional(),
  /** Of a store: its address, and the password where that is not in the address (encoded, as in every URL). */
  POSTGRES_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  POSTGRES_PASSWORD: StorePassword.optional(),
  RABBITMQ_URL: z.url({ protocol: /^amqps?$/ }),
  RABBITMQ_PASSWORD: StorePassword.optional(),
  POSTGRES_POOL_SIZE: count.default(10),
  /** Longest wait for a free connection of the pool, or for a new one. */
  POSTGRES_CONNECT_TIMEOUT_MS: milliseconds.default(TIMEOUTS_MS.postgresConnect),
  POSTGRES_STATEMENT_TIMEOUT_MS: milliseconds.default(TIMEOUTS_MS.postgresStatement),
  OUTBOX_BATCH_SIZE: count.default(100),
  /** After a wake-up, orders that are committed within this time share a batch. */
  OUTBOX_LINGER_MS: z.coerce.number().int().nonnegative().default(25),
  /** How soon messages are found that nothing woke the relay for: of a process that died, or due for another attempt. */
  OUTBOX_POLL_MS: milliseconds.default(1_000),
  /** Orders are refused with 503 while more messages than this wait in the outbox. */
  OUTBOX_MAX_PENDING: count.default(10_000),
  OUTBOX_SAMPLE_MS: milliseconds.default(1_000),
  /** Its `GET /health/room` is asked in the background, never for a request. */
  INVENTORY_URL: z.url({ protocol: /^https?$/ }),
  /** New orders are refused with 503 while inventory's store has a smaller share of its memory left. */
  STOCK_ROOM_MIN_RATIO: z.coerce.number().min(0).max(1).default(0.1),
  /** How long a confirmed order can be cancelled; then its stock counts as sold. */
  ORDER_COMPLETES_AFTER_SECONDS: count.default(1_800),
  /** How often orders are looked for that are to be completed. The time between is what an audit needs at rest. */
  COMPLETION_SWEEP_MS: milliseconds.default(30_000),
  /** How soon `?wait=` sees an order that another process settled. */
  SETTLEMENT_POLL_MS: milliseconds.default(200),
}).transform(({ POSTGRES_PASSWORD, RABBITMQ_PASSWORD, ...config }) => ({
  ...config,
  POSTGRES_URL: withPassword(config.POSTGRES_URL, POSTGRES_PASSWORD),
  RABBITMQ_URL: withPassword(config.RABBITMQ_URL, RABBITMQ_PASSWORD),
}));
export type OrdersConfig = z.infer<typeof OrdersConfig>;
export const ORDERS_CONFIG = Symbol('OrdersConfig');
