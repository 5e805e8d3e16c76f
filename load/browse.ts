import exec from 'k6/execution';
import type { Options } from 'k6/options';
import { arrivals } from './lib/arrivals.ts';
import { isFast, trendStats } from './lib/objectives.ts';
import { fetchSkus, orderNumber, PLACE_ORDER, placeOrder } from './lib/orders.ts';
import { randomOf } from './lib/order-plan.ts';
import { fieldOf, send } from './lib/requests.ts';
import { settings } from './lib/settings.ts';

export { handleSummary } from './lib/summary.ts';

export const options: Options = {
  scenarios: arrivals('browse'),
  summaryTrendStats: trendStats,
  thresholds: {
    http_req_failed: ['rate==0'],
    dropped_iterations: ['count==0'],
    orders_failed: ['count==0'],
    orders_refused: ['count==0'],
    ...isFast('GET /catalog'),
    ...isFast('GET /orders'),
    ...isFast('GET /orders/{id}'),
    ...isFast(PLACE_ORDER),
  },
};

export const setup = (): string[] => fetchSkus(0);

const PAGE = 20;

/** The newest orders, sometimes those of one status, and now and then the page after it. */
const list = (random: () => number): string | undefined => {
  const status = random() < 0.3 ? '&status=confirmed' : '';
  const path = `/orders?limit=${PAGE}${status}`;
  const { response } = send({ method: 'GET', path, name: 'GET /orders' });
  const cursor = fieldOf(response, 'nextCursor');
  if (typeof cursor === 'string' && random() < 0.3) {
    send({ method: 'GET', path: `${path}&cursor=${encodeURIComponent(cursor)}`, name: 'GET /orders' });
  }
  const id = fieldOf(response, `items.${Math.floor(random() * PAGE)}.id`);
  return typeof id === 'string' ? id : undefined;
};

/** Nine visitors of ten only look: half of them at the catalogue, the others at orders. The tenth buys. */
export default function visit(skus: readonly string[]): void {
  const n = exec.scenario.iterationInTest;
  // Other numbers than those that the order is made of.
  const random = randomOf(settings.seed + 1, n);
  const wish = random();
  if (wish < 0.1) placeOrder(n, orderNumber(n, skus));
  else if (wish < 0.55) send({ method: 'GET', path: '/catalog', name: 'GET /catalog' });
  else {
    const id = list(random);
    if (id !== undefined && wish > 0.7)
      send({ method: 'GET', path: `/orders/${id}`, name: 'GET /orders/{id}' });
  }
}
