import exec from 'k6/execution';
import type { Options } from 'k6/options';
import { arrivals, tagStage } from './lib/arrivals.ts';
import { everyOrderAccepted, isFast, trendStats } from './lib/objectives.ts';
import { fetchSkus, orderNumber, PLACE_ORDER, placeOrder } from './lib/orders.ts';
import { settings } from './lib/settings.ts';

const SPIKE_P99_MS = 1000;

export { handleSummary } from './lib/summary.ts';

export const options: Options = {
  scenarios: arrivals('spike'),
  summaryTrendStats: trendStats,
  thresholds: {
    ...everyOrderAccepted,
    ...isFast(PLACE_ORDER, 'before'),
    // Five times the load from one moment to the next: it may take longer, and must still be accepted.
    [`http_req_duration{name:${PLACE_ORDER},stage:spike}`]: [
      `p(99)<${Math.max(SPIKE_P99_MS, settings.p99Ms)}`,
    ],
    ...isFast(PLACE_ORDER, 'after'),
    // As the spike begins k6 may lack a client for a moment; more than a few would be another spike.
    dropped_iterations: ['count<10'],
  },
};

export const setup = (): string[] => fetchSkus(0);

export default function order(skus: readonly string[]): void {
  tagStage();
  const n = exec.scenario.iterationInTest;
  placeOrder(n, orderNumber(n, skus));
}
