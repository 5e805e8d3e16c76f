import { randomUUID } from 'node:crypto';
import {
  OBJECTIVES,
  Order,
  type PlaceOrder,
  PROBER_CUSTOMER,
  TIMEOUTS_MS,
  TRACE_ID_HEADER,
} from '@lab/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { type Answer, ask, type Question, UnexpectedAnswer } from '../http/ask';
import { PROBER_CONFIG, type ProberConfig } from '../prober.config';
import type { Placed } from './probe';

/** Cancelled again after each probe, so that the stock stays as it is. */
const ORDER: PlaceOrder = { customerId: PROBER_CUSTOMER, lines: [{ sku: 'SPOON-01', quantity: 1 }] };
/** The gateway gives up on orders first: the probe hears why. */
const ANSWER_MS = TIMEOUTS_MS.ordersCall + 1_000;
const SETTLE_MS = OBJECTIVES.settleSeconds * 1_000;

/** The shop by its public API, as customers know it. */
@Injectable()
export class ShopClient {
  constructor(@Inject(PROBER_CONFIG) private readonly config: Pick<ProberConfig, 'GATEWAY_URL'>) {}

  async place(signal: AbortSignal): Promise<Placed> {
    const headers = { 'idempotency-key': `probe-${randomUUID()}` };
    const answer = await this.ask('/orders', { method: 'POST', headers, body: ORDER, signal });
    const { id } = orderIn('place an order', answer, 202);
    return { orderId: id, traceId: answer.headers.get(TRACE_ID_HEADER) ?? undefined };
  }

  /** The order once it has settled, or as it is when it should have. */
  async settled(id: string, signal: AbortSignal): Promise<Order> {
    const timeoutMs = SETTLE_MS + ANSWER_MS;
    const answer = await this.ask(`/orders/${id}?wait=${SETTLE_MS}ms`, { signal, timeoutMs });
    return orderIn('read the order', answer, 200);
  }

  async cancel(id: string, signal: AbortSignal): Promise<void> {
    const answer = await this.ask(`/orders/${id}/cancel`, { method: 'POST', signal });
    // A rejected order has nothing to give back.
    if (answer.status !== 409) orderIn('cancel the order', answer, 200);
  }

  private ask(path: string, question: Omit<Question, 'timeoutMs'> & { timeoutMs?: number }): Promise<Answer> {
    return ask(`${this.config.GATEWAY_URL}${path}`, { timeoutMs: ANSWER_MS, ...question });
  }
}

const orderIn = (attempted: string, { status, body }: Answer, expected: number): Order => {
  const order = Order.safeParse(body);
  if (status !== expected || !order.success) throw new UnexpectedAnswer(attempted, status);
  return order.data;
};
