/**
 * How the time after SIGTERM is shared, in milliseconds, in the order in which things end. The sum stays below
 * `stop_grace_period` in compose/services.yaml (a test compares them): a step that hangs uses up its own share, never
 * that of the next one. A longer DRAIN_TIMEOUT_MS needs a longer grace period too.
 */
export const SHUTDOWN_MS = {
  /** Requests in flight; the default of DRAIN_TIMEOUT_MS. */
  requests: 10_000,
  /** The outbox relay's batch in flight and its last one. */
  relay: 4_000,
  /** Handlers of messages; what is unfinished then is redelivered. */
  consumers: 5_000,
  /** Closing a connection to the broker, once for the consumers' and once for the publisher's. */
  brokerConnection: 2_000,
  /** Pools and clients of stores, and a migration under way. */
  stores: 2_000,
  /** Sending what is left of the spans. */
  spans: 3_000,
} as const;

/** Everything between the last request and the last spans. */
export const CLOSE_MS =
  SHUTDOWN_MS.relay + SHUTDOWN_MS.consumers + 2 * SHUTDOWN_MS.brokerConnection + SHUTDOWN_MS.stores;
