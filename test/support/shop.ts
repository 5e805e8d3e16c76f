import { randomUUID } from 'node:crypto';
import type { Lab } from './lab.ts';

export interface Line {
  sku: string;
  quantity: number;
}

export interface Order {
  readonly id: string;
  readonly status: string;
  readonly customerId: string;
  readonly lines: readonly Line[];
}

export interface Answer<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

export interface Problem {
  readonly code: string;
  readonly status: number;
  readonly traceId?: string;
  readonly errors?: readonly { field: string; message: string }[];
}

const REQUEST_LIMIT_MS = 15_000;
export const TWO_LAMPS: readonly Line[] = [{ sku: 'LAMP-01', quantity: 2 }];

/** A client of the gateway's public API. */
export class Shop {
  readonly #url: string;
  readonly #inventory: string;

  constructor(lab: Lab) {
    this.#url = lab.url('gateway');
    this.#inventory = lab.url('inventory');
  }

  async send<Body>(path: string, init: RequestInit = {}): Promise<Answer<Body>> {
    const response = await fetch(`${this.#url}${path}`, {
      ...init,
      signal: AbortSignal.timeout(REQUEST_LIMIT_MS),
    });
    return { status: response.status, headers: response.headers, body: (await response.json()) as Body };
  }

  place<Body = Order>(order: unknown, key: string = randomUUID()): Promise<Answer<Body>> {
    const headers = { 'content-type': 'application/json', 'idempotency-key': key };
    return this.send(`/orders`, { method: 'POST', headers, body: JSON.stringify(order) });
  }

  /** The order when it has left pending, or as it is after ten seconds. */
  async settled(id: string): Promise<Order> {
    return (await this.send<Order>(`/orders/${id}?wait=10s`)).body;
  }

  /** Of the newest order; undefined where there is none. */
  async newestId(): Promise<string | undefined> {
    return (await this.send<OrderPage>('/orders?limit=1')).body.items[0]?.id;
  }

  cancel(id: string): Promise<Answer<Order>> {
    return this.send(`/orders/${id}/cancel`, { method: 'POST' });
  }

  /** How many pieces there are of each SKU now: asked of inventory, for the gateway's catalogue is up to a second old. */
  async available(): Promise<ReadonlyMap<string, number>> {
    const response = await fetch(`${this.#inventory}/stock`, {
      signal: AbortSignal.timeout(REQUEST_LIMIT_MS),
    });
    if (!response.ok) throw new Error(`inventory answers ${response.status}: ${await response.text()}`);
    const { items } = (await response.json()) as { items: readonly { sku: string; available: number }[] };
    return new Map(items.map(({ sku, available }) => [sku, available]));
  }

  /** Every confirmed order that holds some of a SKU. */
  async confirmedWith(sku: string): Promise<readonly Order[]> {
    const found: Order[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined;) {
      const query = new URLSearchParams({ status: 'confirmed', limit: '100', ...(cursor && { cursor }) });
      const page: Answer<OrderPage> = await this.send(`/orders?${query.toString()}`);
      found.push(...page.body.items.filter(({ lines }) => lines.some((line) => line.sku === sku)));
      cursor = page.body.nextCursor;
    }
    return found;
  }
}

interface OrderPage {
  readonly items: readonly Order[];
  readonly nextCursor?: string;
}
