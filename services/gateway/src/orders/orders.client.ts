import { type ListOrders, Order, OrderPage, type PlaceOrder } from '@lab/contracts';
import { HttpClient, type HttpRequest, InjectHttpClient } from '@lab/instrumentation';
import { Inject, Injectable } from '@nestjs/common';
import { GATEWAY_CONFIG, type GatewayConfig } from '../gateway.config';
import { impatiently } from './orders.faults';

/** The service, as the error codes of reads and writes name it. */
export const ORDERS = 'orders';
/** Names of its three clients, as metrics have them; a long poll's is also in its error codes. */
export const ORDERS_READS = 'orders_reads';
export const ORDERS_WRITES = 'orders_writes';
export const ORDERS_POLLS = 'orders_polls';

/**
 * The orders service. Every call may be repeated: reads by nature, placing by its key, cancelling by its effect. So every
 * call may also be given up once its signal aborts: an order that was accepted all the same is found by its key.
 */
@Injectable()
export class OrdersClient {
  constructor(
    @InjectHttpClient(ORDERS_READS) private readonly reads: HttpClient,
    @InjectHttpClient(ORDERS_WRITES) private readonly writes: HttpClient,
    @InjectHttpClient(ORDERS_POLLS) private readonly polls: HttpClient,
    @Inject(GATEWAY_CONFIG) private readonly config: Pick<GatewayConfig, 'ORDERS_TIMEOUT_MS'>,
  ) {}

  async place(idempotencyKey: string, order: PlaceOrder, signal: AbortSignal): Promise<Order> {
    const request: HttpRequest<Order> = {
      method: 'POST',
      path: '/orders',
      route: '/orders',
      headers: { 'idempotency-key': idempotencyKey },
      body: order,
      schema: Order,
      idempotent: true,
    };
    const { body } = await impatiently((until) => this.writes.request({ ...request, signal: until }), signal);
    return body;
  }

  async get(id: string, signal: AbortSignal): Promise<Order> {
    const { body } = await this.reads.request({ ...readOf(id), signal });
    return body;
  }

  /** The order when it has settled, or as it is after `waitMs`. */
  async getSettled(id: string, waitMs: number, signal: AbortSignal): Promise<Order> {
    const { body } = await this.polls.request({
      ...readOf(id),
      query: { wait: `${waitMs}ms` },
      timeoutMs: waitMs + this.config.ORDERS_TIMEOUT_MS,
      signal,
      trial: readOf(id),
    });
    return body;
  }

  async list(query: ListOrders, signal: AbortSignal): Promise<OrderPage> {
    const { body } = await this.reads.request({
      method: 'GET',
      path: '/orders',
      route: '/orders',
      query: { ...query },
      schema: OrderPage,
      idempotent: true,
      signal,
    });
    return body;
  }

  async cancel(id: string, signal: AbortSignal): Promise<Order> {
    const { body } = await this.writes.request({
      method: 'POST',
      path: `/orders/${id}/cancel`,
      route: '/orders/:id/cancel',
      schema: Order,
      idempotent: true,
      signal,
    });
    return body;
  }
}

const readOf = (id: string): HttpRequest<Order> => ({
  method: 'GET',
  path: `/orders/${id}`,
  route: '/orders/:id',
  schema: Order,
  idempotent: true,
});
