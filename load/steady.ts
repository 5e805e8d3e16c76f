import exec from 'k6/execution';
import type { Options } from 'k6/options';
import { fetchSkus, orderNumber, placeOrder } from './lib/orders.ts';
import { settings } from './lib/settings.ts';

export { handleSummary } from './lib/summary.ts';

// An open model: orders come at their rate however slow the answers are, as customers do. Enough clients that each may
// wait as long as the limit lets an answer take; in runs that try again, as many as there can be orders waiting (bounded).
const answerSeconds = Math.max(1, settings.p99Ms / 1000);
const waitingSeconds = 1 + answerSeconds + settings.retryForMs / 1000;
const maxVUs = Math.min(Math.max(20, Math.ceil(settings.rate * waitingSeconds)), 2000);

// Only a run in which the first failure counts is judged by its requests and its exact rate.
const strict: Options['thresholds'] = {
  'http_req_failed{name:POST /orders}': ['rate==0'],
  'http_req_duration{name:POST /orders}': [`p(99)<${settings.p99Ms}`],
  dropped_iterations: ['count==0'],
};

export const options: Options = {
  scenarios: {
    steady: {
      executor: 'constant-arrival-rate',
      rate: settings.rate,
      timeUnit: '1s',
      duration: `${settings.durationSeconds}s`,
      // k6 drops the order for which it has to make another client first.
      preAllocatedVUs: Math.min(maxVUs, Math.max(10, Math.ceil(settings.rate * answerSeconds))),
      maxVUs,
      gracefulStop: `${Math.ceil(settings.retryForMs / 1000) + 15}s`,
    },
  },
  thresholds: {
    ...(settings.retryForMs === 0 ? strict : {}),
    orders_failed: ['count==0'],
    orders_accepted: ['count>0'],
  },
};

// Also what is sold out: rejected orders are part of the load.
export const setup = (): string[] => fetchSkus(0);

export default function order(skus: readonly string[]): void {
  const n = exec.scenario.iterationInTest;
  placeOrder(n, orderNumber(n, skus));
}
