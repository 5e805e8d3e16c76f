import { sleep } from 'k6';
import http from 'k6/http';
import { Counter, Trend } from 'k6/metrics';
import { type OrderBody, planKey, planOrder } from './order-plan.ts';
import { randomHex } from './random.ts';
import { idOf, REQUEST_TIMEOUT, send, type Sent } from './requests.ts';
import { settings } from './settings.ts';

export const PLACE_ORDER = 'POST /orders';

const accepted = new Counter('orders_accepted');
/** Turned away by a lab that says it is too busy (503), and not accepted later. */
const refused = new Counter('orders_refused');
/** Not accepted for any other reason. */
const failed = new Counter('orders_failed');
const acceptDuration = new Trend('order_accept_duration', true);

export interface Product {
  sku: string;
  available: number;
}

export const fetchCatalog = (): Product[] => {
  const response = http.get(`${settings.target}/catalog`, {
    timeout: REQUEST_TIMEOUT,
    tags: { name: 'GET /catalog before' },
  });
  if (response.status !== 200) throw new Error(`GET /catalog: ${response.status} ${response.error}`);
  return (response.json() as unknown as { items: Product[] }).items;
};

/** The SKUs on offer of which at least so many pieces are left, in the catalogue's order. */
export const fetchSkus = (atLeast: number): string[] => {
  const skus = fetchCatalog()
    .filter(({ available }) => available >= atLeast)
    .map(({ sku }) => sku);
  if (skus.length === 0) throw new Error(`no product has ${atLeast} pieces left`);
  return skus;
};

export const orderNumber = (n: number, skus: readonly string[]): OrderBody =>
  planOrder(settings.seed, n, skus);

export const keyOf = (n: number): string => planKey(settings.runId, settings.seed, n);

export const placing = (n: number, body: OrderBody): Sent => ({
  method: 'POST',
  path: '/orders',
  name: PLACE_ORDER,
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json', 'idempotency-key': keyOf(n) },
});

/** Counts an order once, by the last answer that there was to it. */
export const countOrder = (id: string | undefined, status: number): void =>
  (id !== undefined ? accepted : status === 503 ? refused : failed).add(1);

/** Sends an order until it is accepted or the time for trying again is over; always with the same key. Returns its id. */
export const placeOrder = (n: number, body: OrderBody): string | undefined => {
  const trace = randomHex(16);
  const deadline = Date.now() + settings.retryForMs;
  let parent: string | undefined;
  for (let attempt = 1; ; attempt += 1) {
    const { response, span } = send({ ...placing(n, body), trace, parent, attempt });
    const id = idOf(response);
    if (id !== undefined) {
      countOrder(id, response.status);
      acceptDuration.add(response.timings.duration);
      return id;
    }
    parent ??= span;
    const isFinal = response.status >= 400 && response.status < 500 && response.status !== 429;
    if (isFinal || Date.now() >= deadline) {
      countOrder(undefined, response.status);
      return undefined;
    }
    sleep(Math.min(0.1 * 2 ** attempt, 1) * (0.5 + Math.random() / 2));
  }
};
