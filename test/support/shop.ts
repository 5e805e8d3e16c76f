import { randomUUID } from 'node:crypto';
import type { Lab } from './lab.ts';

export interface Line {
  sku: string;
  quantity: number;
}

export interface Order {
  readonly id: string;
  readonly status: string;
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

  constructor(lab: Lab) {
    this.#url = lab.url('gateway');
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

  cancel(id: string): Promise<Answer<Order>> {
    return this.send(`/orders/${id}/cancel`, { method: 'POST' });
  }
}
