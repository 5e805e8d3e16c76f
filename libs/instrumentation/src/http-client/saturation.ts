import { METRIC_LABELS, METRICS } from '@lab/contracts';
import { Gauge } from 'prom-client';
import { registry } from '../metrics/registry';

/** How much of a client's bulkhead is taken. */
export interface Saturation {
  readonly inFlight: number;
  readonly queued: number;
}

type Shown = typeof METRICS.httpClientInFlight | typeof METRICS.httpClientQueued;

/** By client. A second app in one process (a test) takes the place of the first. */
const readers = new Map<string, () => Saturation>();

/** Shows how full a client's bulkhead is, read when Prometheus scrapes: calls at work, and calls that wait for a slot. */
export const watchSaturation = (client: string, read: () => Saturation): void => {
  readers.set(client, read);
  if (registry.getSingleMetric(METRICS.httpClientInFlight)) return;
  const gaugeOf = (name: Shown, help: string, pick: (saturation: Saturation) => number): Gauge =>
    new Gauge({
      name,
      help,
      labelNames: METRIC_LABELS[name],
      registers: [registry],
      collect() {
        for (const [label, reader] of readers) this.set({ client: label }, pick(reader()));
      },
    });
  gaugeOf(METRICS.httpClientInFlight, 'Calls to another service under way.', ({ inFlight }) => inFlight);
  gaugeOf(METRICS.httpClientQueued, 'Calls that wait for their turn.', ({ queued }) => queued);
};
