import {
  ATTRIBUTES,
  LOG_EVENTS,
  type ListOrders,
  type Order,
  type OrderPage,
  type PlaceOrder,
  type Unavailable,
} from '@lab/contracts';
import { Injectable, Logger } from '@nestjs/common';
import { trace } from '@opentelemetry/api';
import { OutboxBacklog } from '../outbox/outbox.backlog';
import { OutboxRelay } from '../outbox/outbox.relay';
import { StockRoomWatch } from '../stock/stock-room.watch';
import { asksForSame, canBecome, isSettled, judgeLate, newOrder, type StockAnswer } from './order';
import { newOrderId } from './order-id';
import { IdempotencyKeyReused, OrderCompleted, OrderNotCancellable, OrderNotFound } from './order.errors';
import { isWakeForgotten } from './order.faults';
import { orderCancelled, orderPlaced, reservationRefused } from './order.messages';
import { OrderMetrics } from './order.metrics';
import { OrderRepository } from './order.repository';
import { SettlementWatch } from './settlement.watch';

@Injectable()
export class OrderService {
  private readonly logger = new Logger(OrderService.name);

  constructor(
    private readonly orders: OrderRepository,
    private readonly backlog: OutboxBacklog,
    private readonly relay: OutboxRelay,
    private readonly watch: SettlementWatch,
    private readonly metrics: OrderMetrics,
    private readonly room: StockRoomWatch,
  ) {}

  /** Accepts an order; the same key gives the order that it gave the first time. */
  async place(idempotencyKey: string, request: PlaceOrder): Promise<Order> {
    if (this.backlog.isFull) return this.repeatOrRefuse(idempotencyKey, request, this.backlog.refusal());
    if (this.room.isFull) return this.repeatOrRefuse(idempotencyKey, request, this.room.refusal());
    const order = newOrder(newOrderId(), request, new Date());
    if (!(await this.orders.accept(order, idempotencyKey, orderPlaced(order)))) {
      return this.placedBefore(idempotencyKey, request);
    }
    if (!isWakeForgotten()) this.relay.wake();
    this.metrics.placed();
    noteOnSpan(order.id);
    return order;
  }

  async get(id: string): Promise<Order> {
    const order = await this.orders.find(id);
    if (order === undefined) throw new OrderNotFound(id);
    return order;
  }

  /** The order once it has settled, or as it is when the time is over or the caller has gone. */
  async getSettled(id: string, waitMs: number, signal: AbortSignal): Promise<Order> {
    const waited = new AbortController();
    // Waiting begins before looking, or a settlement between the two would go unseen.
    const settlement = this.watch.wait(id, waitMs, AbortSignal.any([signal, waited.signal]));
    try {
      const order = await this.get(id);
      if (isSettled(order)) return order;
      await settlement;
      return await this.get(id);
    } finally {
      waited.abort();
    }
  }

  list(query: ListOrders): Promise<OrderPage> {
    return this.orders.list(query);
  }

  /** Cancels a pending or confirmed order; an order that is cancelled already stays as it is. */
  async cancel(id: string): Promise<Order> {
    noteOnSpan(id);
    const order = (await this.tryCancel(id)) ?? (await this.cancelledBefore(id));
    return order ?? this.cancel(id); // it is there now
  }

  private async tryCancel(id: string): Promise<Order | undefined> {
    const cancellation = await this.orders.cancel(id, orderCancelled(id));
    if (cancellation === undefined) return undefined;
    this.relay.wake();
    if (cancellation.settledNow) this.noteSettled(cancellation.order);
    return cancellation.order;
  }

  /** Applies inventory's answer; its repetition changes nothing. */
  async settle(answer: StockAnswer): Promise<void> {
    noteOnSpan(answer.orderId);
    const settled = await this.orders.settle(answer);
    if (settled !== undefined) this.noteSettled(settled);
    else await this.answerLate(answer);
  }

  /** An answer to an order that has settled without it. */
  private async answerLate(answer: StockAnswer): Promise<void> {
    const { orderId } = answer;
    const settled = await this.orders.settlementOf(orderId);
    if (settled === undefined) throw new OrderNotFound(orderId);
    const why = judgeLate(settled, answer);
    if (why === 'unwanted') await this.refuse(answer);
    const { status } = settled;
    this.logger.debug({ msg: 'late stock answer', why, order: orderId, status, answer: answer.status });
  }

  /**
   * Inventory remembers no order without a reservation, so a placement that is delivered after the cancellation, or replayed
   * later, is reserved for nobody. It is told which reservation to release: that is exact whenever the message arrives, has no
   * answer, and cannot go round in circles.
   */
  private async refuse({ orderId, messageId }: StockAnswer): Promise<void> {
    await this.orders.refuse(orderId, reservationRefused(orderId, messageId));
    this.relay.wake();
  }

  /** While nothing new is accepted, what was accepted before is not denied. */
  private async repeatOrRefuse(key: string, request: PlaceOrder, refusal: Unavailable): Promise<Order> {
    const order = await this.findPlaced(key, request);
    if (order === undefined) throw refusal;
    return order;
  }

  private async placedBefore(idempotencyKey: string, request: PlaceOrder): Promise<Order> {
    const order = await this.findPlaced(idempotencyKey, request);
    if (order === undefined)
      throw new Error('an idempotency key was taken, yet no order has it: orders are never deleted');
    return order;
  }

  private async findPlaced(idempotencyKey: string, request: PlaceOrder): Promise<Order | undefined> {
    const order = await this.orders.findByIdempotencyKey(idempotencyKey);
    if (order === undefined) return undefined;
    if (!asksForSame(order, request)) throw new IdempotencyKeyReused(order.id);
    noteOnSpan(order.id);
    return order;
  }

  /** Undefined when the order can be cancelled after all: it was accepted between the two statements. */
  private async cancelledBefore(id: string): Promise<Order | undefined> {
    const order = await this.get(id);
    if (order.status === 'cancelled') return order;
    if (order.completedAt !== undefined) throw new OrderCompleted(id, order.completedAt);
    if (!canBecome(order.status, 'cancelled')) throw new OrderNotCancellable(id, order.status);
    return undefined;
  }

  private noteSettled(order: Order): void {
    this.watch.settled(order.id);
    this.metrics.settled(order);
    this.logger.log({ msg: LOG_EVENTS.orderSettled, order_id: order.id, outcome: order.status });
  }
}

const noteOnSpan = (orderId: string): void =>
  void trace.getActiveSpan()?.setAttribute(ATTRIBUTES.orderId, orderId);
