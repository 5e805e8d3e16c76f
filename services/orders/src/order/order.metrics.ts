import { METRICS, type Order } from '@lab/contracts';
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

@Injectable()
export class OrderMetrics {
  constructor(
    @InjectMetric(METRICS.ordersPlaced) private readonly ordersPlaced: Counter,
    @InjectMetric(METRICS.ordersSettled) private readonly ordersSettled: Counter,
    @InjectMetric(METRICS.orderSettleDuration) private readonly settleDuration: Histogram,
  ) {}

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
