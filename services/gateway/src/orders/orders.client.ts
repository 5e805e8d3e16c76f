import { type ListOrders, Order, OrderPage, type PlaceOrder } from '@lab/contracts';
import { HttpClient, InjectHttpClient } from '@lab/instrumentation';
import { Inject, Injectable } from '@nestjs/common';
import { GATEWAY_CONFIG, type GatewayConfig } from '../gateway.config';

/** Names of the two clients, as metrics and error codes have them. */
export const ORDERS = 'orders';
export const ORDERS_POLLS = 'orders_polls';

/** The orders service. Every call may be repeated: reads by nature, placing by its key, cancelling by its effect. */
@Injectable()
export class OrdersClient {
  constructor(
    @InjectHttpClient(ORDERS) private readonly http: HttpClient,
    @InjectHttpClient(ORDERS_POLLS) private readonly polls: HttpClient,
    @Inject(GATEWAY_CONFIG) private readonly config: Pick<GatewayConfig, 'ORDERS_TIMEOUT_MS'>,
  ) {}

  async place(idempotencyKey: string, order: PlaceOrder): Promise<Order> {
    const { body } = await this.http.request({
      method: 'POST',
      path: '/orders',
      route: '/orders',
      headers: { 'idempotency-key': idempotencyKey },
      body: order,
      schema: Order,
      idempotent: true,
    });
    return body;
  }

  async get(id: string): Promise<Order> {
    const path = `/orders/${id}`;
    const { body } = await this.http.request({
      method: 'GET',
      path,
      route: '/orders/:id',
      schema: Order,
      idempotent: true,
    });
    return body;
  }

  /** The order when it has settled, or as it is after `waitMs`. */
  async getSettled(id: string, waitMs: number, signal: AbortSignal): Promise<Order> {
    const { body } = await this.polls.request({
      method: 'GET',
      path: `/orders/${id}`,
      route: '/orders/:id',
      query: { wait: `${waitMs}ms` },
      timeoutMs: waitMs + this.config.ORDERS_TIMEOUT_MS,
      schema: Order,
      idempotent: true,
      signal,
    });
    return body;
  }

  async list(query: ListOrders): Promise<OrderPage> {
    const { body } = await this.http.request({
      method: 'GET',
      path: '/orders',
      route: '/orders',
      query: { ...query },
      schema: OrderPage,
      idempotent: true,
    });
    return body;
  }

  async cancel(id: string): Promise<Order> {
    const { body } = await this.http.request({
      method: 'POST',
      path: `/orders/${id}/cancel`,
      route: '/orders/:id/cancel',
      schema: Order,
      idempotent: true,
    });
    return body;
  }
}
