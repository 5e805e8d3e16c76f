/**
 * Upper bounds, in seconds, of every latency histogram of ours. The log agents and the collector have the same up to 10 s in their
 * own files; test/repository compares them.
 */
export const LATENCY_BUCKETS_SECONDS: readonly number[] = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
];

/**
 * What the lab's customers may expect. Load runs are judged by these, dashboards draw them, and each duration is a bound of the
 * histogram that measures it, so that the share within it is exact.
 */
export const OBJECTIVES = {
  /** Share of orders that are taken: not refused by a fault of ours. */
  accepted: 0.999,
  /** An order is taken within this time (seconds) … */
  acceptSeconds: 0.25,
  /** … in this share of cases. */
  acceptedInTime: 0.99,
  /** An order that was taken is settled within this time (seconds). */
  settleSeconds: 5,
} as const;
