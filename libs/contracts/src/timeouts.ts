/**
 * Defaults of how long a request may take, in milliseconds, from the outside in. Each is shorter than the one around it (a test
 * compares them): the caller gets a specific error, instead of giving up just before it arrives.
 */
export const TIMEOUTS_MS = {
  /** A request of any service; above the longest `?wait=` and an attempt. */
  request: 35_000,
  /** The gateway's call of orders with all its attempts: enough for orders to crash and come back under a client that waits. */
  ordersCall: 6_000,
  /** One attempt of it. */
  ordersAttempt: 2_000,
  /** A statement in Postgres. */
  postgresStatement: 1_500,
  /** How much later the driver gives up: Postgres cannot end a statement when it hangs itself. */
  postgresGrace: 300,
  /** A connection to Postgres, a free one or a new one. */
  postgresConnect: 1_000,
  /** The gateway's call of inventory: its second attempt is for a connection that broke, an inventory that hangs is not waited for twice. */
  inventoryCall: 3_000,
  /** One attempt of it. */
  inventoryAttempt: 2_500,
  /** A command to Redis. */
  redisCommand: 2_000,
} as const;
