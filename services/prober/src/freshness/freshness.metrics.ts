import { METRICS } from '@lab/contracts';
import { makeHistogram } from '@lab/instrumentation';

/** The objective's bound is one of them; no whole number, since Prometheus 2 and 3 write those differently (`5`, `5.0`). */
const BUCKETS_SECONDS = [0.5, 1, 2, 3, 5, 7.5, 10, 15, 20, 30];

export const FRESHNESS_METRICS = [
  makeHistogram({
    name: METRICS.signalFreshness,
    help: 'How long after an order settled its whole trace was in Jaeger, or its log lines in Loki; above 30 s: at least so long',
    buckets: BUCKETS_SECONDS,
  }),
];
