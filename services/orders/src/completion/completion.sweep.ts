import { setTimeout as sleep } from 'node:timers/promises';
import { atMost, MAX_COMPLETED_ORDERS, SHUTDOWN_MS, Unavailable } from '@lab/contracts';
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { ROOT_CONTEXT, context } from '@opentelemetry/api';
import { ordersCompleted } from '../order/order.messages';
import { ORDERS_CONFIG, type OrdersConfig } from '../orders.config';
import { CompletionRepository } from './completion.repository';

/** Between two full batches: what has piled up is worked off without taking Postgres from the requests. */
const PAUSE_MS = 100;

/**
 * Completes confirmed orders after a while: they can no longer be cancelled, so inventory need not keep their reservations. In
 * any number of processes.
 */
@Injectable()
export class CompletionSweep implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(CompletionSweep.name);
  private readonly stopping = new AbortController();
  private work: Promise<void> = Promise.resolve();

  constructor(
    private readonly orders: CompletionRepository,
    @Inject(ORDERS_CONFIG)
    private readonly config: Pick<OrdersConfig, 'ORDER_COMPLETES_AFTER_SECONDS' | 'COMPLETION_SWEEP_MS'>,
  ) {}

  onApplicationBootstrap(): void {
    // Outside of any trace: it belongs to no request.
    this.work = context.with(ROOT_CONTEXT, () => this.run());
  }

  /** A batch that is cut off is rolled back, and done by another process or the next start. */
  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    await atMost(SHUTDOWN_MS.relay, this.work);
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const isMore = (await this.completeBatch()) === MAX_COMPLETED_ORDERS;
      const pauseMs = isMore ? PAUSE_MS : this.config.COMPLETION_SWEEP_MS;
      await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  }

  private async completeBatch(): Promise<number> {
    try {
      const completed = await this.orders.completeBatch(
        this.config.ORDER_COMPLETES_AFTER_SECONDS,
        ordersCompleted,
      );
      if (completed > 0) this.logger.log({ msg: 'orders completed', orders: completed });
      return completed;
    } catch (error) {
      // Postgres away is what the readiness probe reports; the next sweep finds the same orders.
      if (!(error instanceof Unavailable)) this.logger.error({ msg: 'orders not completed', err: error });
      return 0;
    }
  }
}
