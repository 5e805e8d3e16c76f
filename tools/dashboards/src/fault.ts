/**
 * What is done to the lab so that a panel moves. Each panel says which of these moves it, and a test does it and looks.
 * `frozen` is a service that is stopped (SIGSTOP): it neither answers nor closes its connections, as a machine that hangs.
 */
export const FAULTS = [
  /** Many times as many orders. */
  'load',
  /** Requests that must be refused. */
  'bad-input',
  /** Orders for what there is none of. */
  'no-stock',
  /** A message that cannot be read. */
  'unreadable-message',
  /** A log line that is not what its format says. */
  'broken-log-line',
  /** A crash: the restart policy brings it back. */
  'gateway-killed',
  'orders-frozen',
  'inventory-frozen',
  'postgres-frozen',
  'rabbitmq-frozen',
  'redis-frozen',
  'otel-collector-frozen',
  'loki-frozen',
  'jaeger-frozen',
] as const;

export type Fault = (typeof FAULTS)[number];

/**
 * Panels of the prober move in `lab slo prove` of these objectives only: the labs of the other tests have their prober turned off,
 * because they count orders.
 */
export const PROOFS = [
  'proof of black-box-availability',
  'proof of trace-freshness',
  'proof of log-freshness',
  'proof of no-order-lost',
] as const;

/** What moves a panel. */
export type Mover = Fault | (typeof PROOFS)[number];
