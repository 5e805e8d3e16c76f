import exec from 'k6/execution';
import type { Options } from 'k6/options';
import { arrivals } from './lib/arrivals.ts';
import { everyOrderAccepted, isFast, trendStats } from './lib/objectives.ts';
import { fetchSkus, orderNumber, PLACE_ORDER, placeOrder } from './lib/orders.ts';
import { settings } from './lib/settings.ts';

export { handleSummary } from './lib/summary.ts';

export const options: Options = {
  scenarios: arrivals('steady'),
  summaryTrendStats: trendStats,
  // Clients that try again wait for a service to come back: how long that takes is not the lab's own speed.
  thresholds: { ...everyOrderAccepted, ...(settings.retryForMs === 0 ? isFast(PLACE_ORDER) : {}) },
};

// Also what is sold out: rejected orders are part of the load.
export const setup = (): string[] => fetchSkus(0);

export default function order(skus: readonly string[]): void {
  const n = exec.scenario.iterationInTest;
  placeOrder(n, orderNumber(n, skus));
}
