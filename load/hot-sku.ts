import { check, sleep } from 'k6';
import exec from 'k6/execution';
import http, { type RefinedResponse } from 'k6/http';
import { Counter } from 'k6/metrics';
import type { Options } from 'k6/options';
import { arrivals } from './lib/arrivals.ts';
import { everyOrderAccepted, isFast, trendStats } from './lib/objectives.ts';
import { fetchCatalog, PLACE_ORDER, placeOrder, type Product } from './lib/orders.ts';
import { below, seeded } from './lib/random.ts';
import { settings } from './lib/settings.ts';

export { handleSummary } from './lib/summary.ts';

/** The most that one order may ask for. */
const MOST_PIECES = 1000;
const SETTLE_LIMIT_MS = 30_000;
// The gateway shows a catalogue that is up to a second old.
const CATALOG_AGE_SECONDS = 1.5;
const CANCELLED_AT_ONCE = 20;

const soldOut = new Counter('orders_sold_out');

export const options: Options = {
  scenarios: arrivals('hot-sku'),
  summaryTrendStats: trendStats,
  batchPerHost: CANCELLED_AT_ONCE,
  setupTimeout: '30s',
  teardownTimeout: '150s',
  thresholds: {
    ...everyOrderAccepted, // also of those that inventory turns down later: a stock-out is an answer, not a failure
    ...isFast(PLACE_ORDER),
    orders_sold_out: ['count>0'],
    checks: ['rate==1'],
  },
};

interface HotProduct extends Product {
  /** Pieces an order asks for, so that half of the orders sell it out. */
  quantity: number;
}

export const setup = (): HotProduct => {
  const orders = settings.rate * settings.durationSeconds;
  const enough = fetchCatalog().filter(({ available }) => available >= MOST_PIECES);
  const hot = enough[below(seeded(settings.seed), enough.length)];
  if (hot === undefined) throw new Error(`no product has ${MOST_PIECES} pieces left`);
  const quantity = Math.ceil(hot.available / (orders / 2));
  if (quantity > MOST_PIECES) {
    const needed = Math.ceil((2 * hot.available) / MOST_PIECES);
    throw new Error(`${hot.sku} has ${hot.available} pieces: that takes ${needed} orders, not ${orders}`);
  }
  return { ...hot, quantity };
};

/** This run's customers, so that the end of it finds its orders among all others. */
const CUSTOMER = `hot-${settings.runId}`.slice(-64);

export default function order({ sku, quantity }: HotProduct): void {
  placeOrder(exec.scenario.iterationInTest, { customerId: CUSTOMER, lines: [{ sku, quantity }] });
}

interface Listed {
  id: string;
  customerId: string;
}

/** This run's orders of a status. It asks until a page has none of them: the newest come first. */
const listOwn = (status: string): string[] => {
  const own: string[] = [];
  let cursor = '';
  for (;;) {
    const response = http.get(`${settings.target}/orders?limit=100&status=${status}${cursor}`, {
      tags: { name: 'GET /orders after' },
    });
    if (response.status !== 200) throw new Error(`GET /orders: ${response.status} ${response.error}`);
    const { items, nextCursor } = response.json() as unknown as { items: Listed[]; nextCursor?: string };
    const found = items.filter(({ customerId }) => customerId === CUSTOMER).map(({ id }) => id);
    own.push(...found);
    if (found.length === 0 || nextCursor === undefined) return own;
    cursor = `&cursor=${encodeURIComponent(nextCursor)}`;
  }
};

const cancelAll = (ids: readonly string[]): boolean => {
  let isDone = true;
  for (let from = 0; from < ids.length; from += CANCELLED_AT_ONCE) {
    const answers: RefinedResponse<undefined>[] = http.batch(
      ids.slice(from, from + CANCELLED_AT_ONCE).map((id) => ({
        method: 'POST',
        url: `${settings.target}/orders/${id}/cancel`,
        params: { tags: { name: 'POST cancel' } },
      })),
    );
    isDone &&= answers.every(({ status }) => status === 200);
  }
  return isDone;
};

/** Counts what was sold, then gives it back: the next run finds the product as this one did. */
export const teardown = ({ sku, available, quantity }: HotProduct): void => {
  const deadline = Date.now() + SETTLE_LIMIT_MS;
  while (listOwn('pending').length > 0 && Date.now() < deadline) sleep(0.5);
  const bought = listOwn('confirmed');
  soldOut.add(listOwn('rejected').length);
  sleep(CATALOG_AGE_SECONDS);
  const left = fetchCatalog().find((product) => product.sku === sku)?.available ?? Number.NaN;
  check(left, {
    'it is sold out': (pieces) => pieces < quantity,
    'no piece was sold twice': (pieces) => pieces >= 0 && bought.length * quantity + pieces === available,
  });
  check(cancelAll(bought), { 'what was bought is given back': (isDone) => isDone });
};
