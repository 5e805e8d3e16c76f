// Made of prometheus/slo by `npm run objectives`; a test compares them. Change the objectives, not this file.
/**
 * What the lab's customers may expect. Load runs are judged by these, dashboards draw them, and each duration is a bound of the
 * histogram that measures it, so that the share within it is exact.
 */
export const OBJECTIVES = {
  /** Share of orders that are accepted: not refused by a fault of ours. */
  accepted: 0.999,
  /** An order is accepted within this time (seconds) … */
  acceptSeconds: 0.25,
  /** … in this share of cases. */
  acceptedInTime: 0.99,
  /** An order that was accepted is settled within this time (seconds). */
  settleSeconds: 5,
  /** The trace of an order is in Jaeger within this time (seconds) after it has settled … */
  traceSeconds: 7.5,
  /** … and its log lines are in Loki within this time (seconds) … */
  logSeconds: 7.5,
  /** … in this share of cases. */
  visibleInTime: 0.99,
} as const;
