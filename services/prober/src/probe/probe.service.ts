import { METRICS } from '@lab/contracts';
import { type Histogram, InjectMetric, observe } from '@lab/instrumentation';
import { Injectable, Logger } from '@nestjs/common';
import { hasSettled, outcomeOf, type ProbeResult } from './probe';
import { ShopClient } from './shop.client';

const MS_PER_SECOND = 1000;
const STEPS = ['place', 'settle'] as const;
type Step = (typeof STEPS)[number];

/** One order from its placing to its settling, and cancelled again. */
@Injectable()
export class ProbeService {
  private readonly logger = new Logger('Probe');

  constructor(
    private readonly shop: ShopClient,
    @InjectMetric(METRICS.probeDuration) private readonly duration: Histogram,
  ) {
    for (const step of STEPS) duration.zero({ step });
  }

  /** Rejects only when `signal` aborts: whatever the shop does is an outcome. */
  async run(signal: AbortSignal): Promise<ProbeResult> {
    const placed = await this.step('place', signal, () => this.shop.place(signal));
    if (placed === undefined) return { outcome: 'refused' };
    const order = await this.step('settle', signal, () => this.shop.settled(placed.orderId, signal));
    const outcome = order === undefined ? 'unread' : outcomeOf(order.status);
    if (order !== undefined && !hasSettled(outcome))
      this.logger.warn({ msg: 'probe is late', order_id: placed.orderId });
    await this.cancel(placed.orderId, signal);
    return { outcome, placed };
  }

  private async step<T>(step: Step, signal: AbortSignal, call: () => Promise<T>): Promise<T | undefined> {
    const start = performance.now();
    try {
      const result = await call();
      observe(this.duration, { step }, (performance.now() - start) / MS_PER_SECOND);
      return result;
    } catch (error) {
      signal.throwIfAborted();
      this.logger.warn({ msg: 'probe failed', step, err: error });
      return undefined;
    }
  }

  /** No customer's journey: if it fails, the stock of one spoon is sold after half an hour. */
  private async cancel(orderId: string, signal: AbortSignal): Promise<void> {
    try {
      await this.shop.cancel(orderId, signal);
    } catch (error) {
      signal.throwIfAborted();
      this.logger.warn({ msg: 'probe not cancelled', order_id: orderId, err: error });
    }
  }
}
