import { METRICS } from '@lab/contracts';
import { type Counter, type Gauge, InjectMetric, makeCounter, makeGauge } from '@lab/instrumentation';
import { Injectable } from '@nestjs/common';
import type { Backlog } from './outbox.repository';

export const OUTBOX_METRICS = [
  makeGauge({
    name: METRICS.outboxPending,
    help: 'Messages in the outbox that are not sent yet, of all processes',
  }),
  makeGauge({ name: METRICS.outboxOldestAge, help: 'Age of the oldest message in the outbox' }),
  makeCounter({
    name: METRICS.outboxRelayed,
    help: 'Messages that this process took from the outbox: sent, or failed and left there',
  }),
];

@Injectable()
export class OutboxMetrics {
  constructor(
    @InjectMetric(METRICS.outboxPending) private readonly pending: Gauge,
    @InjectMetric(METRICS.outboxOldestAge) private readonly oldestAge: Gauge,
    @InjectMetric(METRICS.outboxRelayed) private readonly relayed: Counter,
  ) {}

  sampled(backlog: Backlog): void {
    this.pending.set(backlog.pending);
    this.oldestAge.set(backlog.oldestAgeSeconds);
  }

  relayedBatch(sent: number, failed: number): void {
    this.relayed.inc({ outcome: 'sent' }, sent);
    this.relayed.inc({ outcome: 'failed' }, failed);
  }
}
