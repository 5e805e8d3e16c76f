import { METRICS } from '@lab/contracts';
import { makeCounter, makeHistogram } from '@lab/instrumentation';

export const PROBE_METRICS = [
  makeCounter({
    name: METRICS.probes,
    help: 'Orders placed at the public API to test it, by how that ended',
  }),
  makeHistogram({
    name: METRICS.probeDuration,
    help: 'How long a probe waits: `place` for the 202, `settle` from there until the order is read as settled',
  }),
];
