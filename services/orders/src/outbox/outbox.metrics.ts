import { METRICS } from '@lab/contracts';
import { type Counter, type Gauge, InjectMetric, makeCounter, makeGauge } from '@lab/instrumentation';
import { Injectable } from '@nestjs/common';
import type { Backlog } from './outbox.repository';

export const OUTBOX_METRICS = [
  makeGauge({
    name: METRICS.outboxPending,
    help: 'Messages in the outbox that are not sent yet, of all processes',
  }),
  makeGauge({
    name: METRICS.outboxParked,
    help: 'Messages that the broker can never take, which wait for a person, of all processes',
  }),
  makeGauge({ name: METRICS.outboxOldestAge, help: 'Age of the oldest message in the outbox' }),
  makeCounter({
    name: METRICS.outboxRelayed,
    help: 'Messages that this process took from the outbox: sent, failed and left there, or parked',
  }),
];

@Injectable()
export class OutboxMetrics {
  constructor(
    @InjectMetric(METRICS.outboxPending) private readonly pending: Gauge,
    @InjectMetric(METRICS.outboxParked) private readonly parked: Gauge,
    @InjectMetric(METRICS.outboxOldestAge) private readonly oldestAge: Gauge,
    @InjectMetric(METRICS.outboxRelayed) private readonly relayed: Counter,
  ) {
    this.unknown(); // prom-client begins with 0
  }

  sampled(backlog: Backlog): void {
    this.pending.set(backlog.pending);
    this.parked.set(backlog.parked);
    this.oldestAge.set(backlog.oldestAgeSeconds);
  }

  /** Nobody knows how many wait: no series is better than one that stands still. */
  unknown(): void {
    for (const gauge of [this.pending, this.parked, this.oldestAge]) gauge.remove();
  }

  relayedBatch(counts: { readonly sent: number; readonly failed: number; readonly parked: number }): void {
    for (const [outcome, count] of Object.entries(counts)) this.relayed.inc({ outcome }, count);
  }
}
