import { sleep } from 'k6';
import http, { type RefinedResponse } from 'k6/http';
import { Counter, Trend } from 'k6/metrics';
import { below, randomHex, seeded } from './random.ts';
import { settings } from './settings.ts';

export interface OrderBody {
  customerId: string;
  lines: { sku: string; quantity: number }[];
}

const accepted = new Counter('orders_accepted');
const failed = new Counter('orders_failed');
const acceptDuration = new Trend('order_accept_duration', true);

const REQUEST_TIMEOUT = '10s';
const CUSTOMERS = 500;

/** The SKUs on offer of which at least so many pieces are left, in the catalogue's order. */
export const fetchSkus = (atLeast: number): string[] => {
  const response = http.get(`${settings.target}/catalog`, {
    timeout: REQUEST_TIMEOUT,
    tags: { name: 'GET /catalog' },
  });
  if (response.status !== 200) throw new Error(`GET /catalog: ${response.status} ${response.error}`);
  const { items } = response.json() as unknown as { items: { sku: string; available: number }[] };
  const skus = items.filter(({ available }) => available >= atLeast).map(({ sku }) => sku);
  if (skus.length === 0) throw new Error(`no product has ${atLeast} pieces left`);
  return skus;
};

/** The n-th order of a seed: one to three different products, one to three pieces each. */
export const orderNumber = (n: number, skus: readonly string[]): OrderBody => {
  const random = seeded(Math.imul(settings.seed + 1, 0x9e3779b1) ^ n);
  const chosen = new Set<string>();
  const wanted = Math.min(1 + below(random, 3), skus.length);
  while (chosen.size < wanted) chosen.add(skus[below(random, skus.length)] ?? '');
  return {
    customerId: `c-${below(random, CUSTOMERS)}`,
    lines: [...chosen].map((sku) => ({ sku, quantity: 1 + below(random, 3) })),
  };
};

export const keyOf = (n: number): string => `load-${settings.runId}-${n}`;

/** One line per request for `lab load`: the only way out of a k6 run while it runs. */
const report = (line: Readonly<Record<string, unknown>>): void => console.log(JSON.stringify(line));

/** Sends an order until it is accepted or the time for trying again is over; always with the same key. Returns its id. */
export const placeOrder = (n: number, body: OrderBody): string | undefined => {
  const trace = randomHex(16);
  const deadline = Date.now() + settings.retryForMs;
  let parent: string | undefined;
  for (let attempt = 1; ; attempt += 1) {
    const span = randomHex(8);
    const at = Date.now();
    const response = post(body, { key: keyOf(n), traceparent: `00-${trace}-${span}-01` });
    const ms = response.timings.duration;
    const id = idOf(response);
    report({ at, ms, status: response.status, error: response.error, trace, span, parent, attempt, id });
    if (id !== undefined) {
      accepted.add(1);
      acceptDuration.add(ms);
      return id;
    }
    parent ??= span;
    const isFinal = response.status >= 400 && response.status < 500 && response.status !== 429;
    if (isFinal || Date.now() >= deadline) {
      failed.add(1);
      return undefined;
    }
    sleep(Math.min(0.1 * 2 ** attempt, 1) * (0.5 + Math.random() / 2));
  }
};

const post = (
  body: OrderBody,
  { key, traceparent }: { key: string; traceparent: string },
): RefinedResponse<'text'> =>
  http.post(`${settings.target}/orders`, JSON.stringify(body), {
    headers: { 'content-type': 'application/json', 'idempotency-key': key, traceparent },
    timeout: REQUEST_TIMEOUT,
    tags: { name: 'POST /orders' },
    responseType: 'text',
  });

/** Of an accepted order only: a 202 with a body that names it is the promise. */
const idOf = (response: RefinedResponse<'text'>): string | undefined => {
  if (response.status !== 202) return undefined;
  const id = response.json('id');
  return typeof id === 'string' ? id : undefined;
};
