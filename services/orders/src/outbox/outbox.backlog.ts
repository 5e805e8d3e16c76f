import { Unavailable } from '@lab/contracts';
import { PeriodicTask } from '@lab/instrumentation';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { ORDERS_CONFIG, type OrdersConfig } from '../orders.config';
import { OutboxMetrics } from './outbox.metrics';
import { OutboxRepository } from './outbox.repository';

/** Seconds: time enough for the relay to make room, at about a thousand messages a second. */
const RETRY_AFTER_SECONDS = 5;

/** Knows, from a periodic sample, how many messages wait; so that new orders are refused rather than letting the queue grow. */
@Injectable()
export class OutboxBacklog implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly sampling = new PeriodicTask(() => this.sample());
  private pending = 0;

  constructor(
    private readonly outbox: OutboxRepository,
    private readonly metrics: OutboxMetrics,
    @Inject(ORDERS_CONFIG)
    private readonly config: Pick<OrdersConfig, 'OUTBOX_MAX_PENDING' | 'OUTBOX_SAMPLE_MS'>,
  ) {}

  onApplicationBootstrap(): void {
    this.sampling.start(this.config.OUTBOX_SAMPLE_MS);
  }

  onModuleDestroy(): void {
    this.sampling.stop();
  }

  get isFull(): boolean {
    return this.pending >= this.config.OUTBOX_MAX_PENDING;
  }

  /** The error for a refused new order. */
  refusal(): Unavailable {
    return new Unavailable(
      'orders.backlog_full',
      `${this.pending} messages wait to be sent`,
      RETRY_AFTER_SECONDS,
    );
  }

  async sample(): Promise<void> {
    try {
      const backlog = await this.outbox.backlog();
      this.pending = backlog.pending;
      this.metrics.sampled(backlog);
    } catch {
      // Postgres is away: the readiness probe says so, and no order is accepted without it anyway.
      this.metrics.unknown();
    }
  }
}
