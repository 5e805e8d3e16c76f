import { DRAINING } from '@lab/instrumentation';
import { Inject, Injectable } from '@nestjs/common';
import { ROOT_CONTEXT, context } from '@opentelemetry/api';
import { ORDERS_CONFIG, type OrdersConfig } from '../orders.config';
import { OrderRepository } from './order.repository';

/**
 * Lets requests wait until an order settles. A settlement by this process is reported at once; those of other processes
 * are found by one query for all waiting requests together, so that waiting holds no connection and costs the same
 * for one request as for a thousand.
 */
@Injectable()
export class SettlementWatch {
  private readonly waiting = new Map<string, Set<() => void>>();
  private poll: NodeJS.Timeout | undefined;

  constructor(
    private readonly orders: OrderRepository,
    @Inject(ORDERS_CONFIG) private readonly config: Pick<OrdersConfig, 'SETTLEMENT_POLL_MS'>,
    @Inject(DRAINING) private readonly draining: AbortSignal,
  ) {
    // Requests that wait must not hold up the shutdown: their clients get the order as it is and may ask again.
    draining.addEventListener('abort', () => {
      for (const orderId of [...this.waiting.keys()]) this.settled(orderId);
    });
  }

  /** Ends every wait for this order. */
  settled(orderId: string): void {
    for (const end of [...(this.waiting.get(orderId) ?? [])]) end();
  }

  /** Resolves when the order settles, the time is over, the signal aborts or the process drains: look at the order to know. */
  wait(orderId: string, waitMs: number, signal: AbortSignal): Promise<void> {
    if (this.draining.aborted || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timeout);
        signal.removeEventListener('abort', end);
        this.forget(orderId, end);
        resolve();
      };
      const timeout = setTimeout(end, waitMs);
      signal.addEventListener('abort', end);
      this.remember(orderId, end);
    });
  }

  private remember(orderId: string, end: () => void): void {
    const ends = this.waiting.get(orderId) ?? new Set();
    this.waiting.set(orderId, ends.add(end));
    this.schedulePoll();
  }

  private forget(orderId: string, end: () => void): void {
    const ends = this.waiting.get(orderId);
    ends?.delete(end);
    if (ends?.size === 0) this.waiting.delete(orderId);
  }

  private schedulePoll(): void {
    if (this.poll !== undefined || this.waiting.size === 0) return;
    // The poll serves all requests, so it belongs to the trace of none.
    this.poll = context.with(ROOT_CONTEXT, () =>
      setTimeout(() => void this.findSettled(), this.config.SETTLEMENT_POLL_MS),
    );
  }

  private async findSettled(): Promise<void> {
    try {
      const orderIds = [...this.waiting.keys()];
      const settled = orderIds.length === 0 ? [] : await this.orders.settledAmong(orderIds);
      for (const orderId of settled) this.settled(orderId);
    } catch {
      // Postgres is away: the next poll tries again, and the request itself reports it when its wait is over.
    } finally {
      this.poll = undefined;
      this.schedulePoll();
    }
  }
}
