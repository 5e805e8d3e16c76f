import { check } from 'k6';
import exec from 'k6/execution';
import http from 'k6/http';
import type { Options } from 'k6/options';
import { fetchSkus, keyOf, orderNumber, placeOrder } from './lib/orders.ts';
import { trendStats } from './lib/objectives.ts';
import { settings } from './lib/settings.ts';

export { handleSummary } from './lib/summary.ts';

export const options: Options = {
  scenarios: { smoke: { executor: 'shared-iterations', vus: 1, iterations: 5, maxDuration: '60s' } },
  summaryTrendStats: trendStats,
  thresholds: {
    checks: ['rate==1'],
    orders_failed: ['count==0'],
    orders_refused: ['count==0'],
    orders_accepted: ['count==5'],
    'http_req_duration{name:POST /orders}': [`p(99)<${settings.p99Ms}`],
  },
};

// Plenty of each: every order is to be confirmed.
export const setup = (): string[] => fetchSkus(100);

/** One order from placing to settling, asked for twice; the last one is cancelled. */
export default function smoke(skus: readonly string[]): void {
  const n = exec.scenario.iterationInTest;
  const body = orderNumber(n, skus);
  const id = placeOrder(n, body);
  if (id === undefined) return;

  const again = http.post(`${settings.target}/orders`, JSON.stringify(body), {
    headers: { 'content-type': 'application/json', 'idempotency-key': keyOf(n) },
    tags: { name: 'POST /orders again' },
  });
  check(again, { 'the same key gives the same order': (response) => response.json('id') === id });

  const settled = http.get(`${settings.target}/orders/${id}?wait=10s`, {
    tags: { name: 'GET /orders/{id}' },
  });
  check(settled, { 'the order is confirmed': (response) => response.json('status') === 'confirmed' });

  const unknown = http.get(`${settings.target}/orders/00000000-0000-4000-8000-000000000000`, {
    responseCallback: http.expectedStatuses(404),
    tags: { name: 'GET /orders/{id} unknown' },
  });
  check(unknown, {
    'an unknown order is a problem document': (response) => typeof response.json('code') === 'string',
  });

  if (n === 4) {
    const cancelled = http.post(`${settings.target}/orders/${id}/cancel`, null, {
      tags: { name: 'POST cancel' },
    });
    check(cancelled, { 'the order is cancelled': (response) => response.json('status') === 'cancelled' });
  }
}
