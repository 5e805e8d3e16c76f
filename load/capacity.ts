import exec from 'k6/execution';
import type { Options } from 'k6/options';
import { trendStats } from './lib/objectives.ts';
import { fetchSkus, orderNumber, placeOrder } from './lib/orders.ts';
import { settings } from './lib/settings.ts';

export { handleSummary } from './lib/summary.ts';

// A closed model, on purpose: each client waits for its answer and orders again at once, so that the number of orders in
// work is the number of clients. `lab capacity` judges what it measures; no threshold here does.
export const options: Options = {
  scenarios: {
    capacity: {
      executor: 'constant-vus',
      vus: settings.clients,
      duration: `${settings.durationSeconds}s`,
      gracefulStop: '15s',
    },
  },
  summaryTrendStats: trendStats,
};

// Plenty of each: an order that inventory rejects is less work, and would flatter the lab.
export const setup = (): string[] => fetchSkus(10_000);

export default function order(skus: readonly string[]): void {
  const n = exec.scenario.iterationInTest;
  placeOrder(n, orderNumber(n, skus));
}
