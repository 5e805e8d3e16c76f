/**
 * Upper bounds, in seconds, of every latency histogram of ours. The log agents and the collector have the same up to 10 s in their
 * own files; test/repository compares them.
 */
export const LATENCY_BUCKETS_SECONDS: readonly number[] = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
];
