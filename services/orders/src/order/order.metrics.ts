import { METRICS, type Order, OrderStatus } from '@lab/contracts';
import {
  type Counter,
  type Histogram,
  InjectMetric,
  makeCounter,
  makeHistogram,
  observe,
} from '@lab/instrumentation';
import { Injectable } from '@nestjs/common';

export const ORDER_METRICS = [
  makeCounter({
    name: METRICS.ordersPlaced,
    help: 'Orders accepted; repetitions under one idempotency key count once',
  }),
  makeCounter({
    name: METRICS.ordersSettled,
    help: 'Orders that left pending, by outcome: placed minus settled is in flight',
  }),
  makeHistogram({
    name: METRICS.orderSettleDuration,
    help: 'From the acceptance of an order to its leaving pending',
  }),
];

const SETTLED = OrderStatus.options.filter((status) => status !== 'pending');

@Injectable()
export class OrderMetrics {
  constructor(
    @InjectMetric(METRICS.ordersPlaced) private readonly ordersPlaced: Counter,
    @InjectMetric(METRICS.ordersSettled) private readonly ordersSettled: Counter,
    @InjectMetric(METRICS.orderSettleDuration) private readonly settleDuration: Histogram,
  ) {
    // From 0 on: of a series that begins above 0 Prometheus does not see the first orders, and the objective would miss them.
    for (const outcome of SETTLED) {
      this.ordersSettled.inc({ outcome }, 0);
      this.settleDuration.zero({ outcome });
    }
  }

  placed(): void {
    this.ordersPlaced.inc();
  }

  settled({ status, createdAt, settledAt }: Order): void {
    this.ordersSettled.inc({ outcome: status });
    if (settledAt === undefined) return;
    // Two clocks: the service's at acceptance, Postgres' at settlement.
    const seconds = Math.max(0, (Date.parse(settledAt) - Date.parse(createdAt)) / 1000);
    observe(this.settleDuration, { outcome: status }, seconds);
  }
}
