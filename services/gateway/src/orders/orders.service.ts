import type { ListOrders, Order, OrderPage, PlaceOrder } from '@lab/contracts';
import { ATTRIBUTES } from '@lab/contracts';
import { DRAINING } from '@lab/instrumentation';
import { Inject, Injectable } from '@nestjs/common';
import { trace } from '@opentelemetry/api';
import { OrdersClient } from './orders.client';
import { checkKey, completeEach, isPageGivenUp } from './orders.faults';

/**
 * The public view of orders. What an order is and may become is decided by the orders service. Each call is given up when
 * its `signal` aborts.
 */
@Injectable()
export class OrdersService {
  constructor(
    private readonly orders: OrdersClient,
    @Inject(DRAINING) private readonly draining: AbortSignal,
  ) {}

  async place(idempotencyKey: string, request: PlaceOrder, signal: AbortSignal): Promise<Order> {
    checkKey(idempotencyKey);
    const order = await this.orders.place(idempotencyKey, request, signal);
    this.describeSpan(order);
    return order;
  }

  /** With `waitMs`: when it has settled, or as it is after that time, or when we drain. */
  async get(id: string, waitMs: number | undefined, signal: AbortSignal): Promise<Order> {
    const order = waitMs ? await this.poll(id, waitMs, signal) : await this.orders.get(id, signal);
    this.describeSpan(order);
    return order;
  }

  /** A poll must not hold up the shutdown: its client gets the order as it is, and may ask again, elsewhere. */
  private async poll(id: string, waitMs: number, signal: AbortSignal): Promise<Order> {
    if (this.isDraining()) return this.orders.get(id, signal);
    try {
      return await this.orders.getSettled(id, waitMs, AbortSignal.any([signal, this.draining]));
    } catch (error) {
      if (!this.isDraining() || signal.aborted) throw error;
      return this.orders.get(id, signal);
    }
  }

  async list(query: ListOrders, signal: AbortSignal): Promise<OrderPage> {
    if (isPageGivenUp()) return { items: [] };
    const page = await this.orders.list(query, signal);
    return completeEach(page, (id) => this.orders.get(id, signal));
  }

  async cancel(id: string, signal: AbortSignal): Promise<Order> {
    const order = await this.orders.cancel(id, signal);
    this.describeSpan(order);
    return order;
  }

  private isDraining(): boolean {
    return this.draining.aborted;
  }

  /** So that a trace is found by its order's id. */
  private describeSpan({ id, status }: Order): void {
    trace.getActiveSpan()?.setAttributes({ [ATTRIBUTES.orderId]: id, [ATTRIBUTES.orderStatus]: status });
  }
}
