import { METRICS } from '@lab/contracts';
import { type Counter, InjectMetric } from '@lab/instrumentation';
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { ROOT_CONTEXT, context } from '@opentelemetry/api';
import { Freshness } from '../freshness/freshness';
import { PROBER_CONFIG, type ProberConfig } from '../prober.config';
import { hasSettled, PROBE_OUTCOMES, type ProbeResult } from './probe';
import { ProbedOrders } from './probed-orders';
import { ProbeService } from './probe.service';

/** How long a shop that has not taken any order yet may still be starting. */
export const START_MS = 60_000;

/**
 * Starts a probe at each interval, whether or not the one before has ended: waiting for it would place fewer orders just while the
 * shop is slow.
 */
@Injectable()
export class ProbeSchedule implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Probe');
  private readonly stop = new AbortController();
  private readonly startedAt = performance.now();
  private timer: NodeJS.Timeout | undefined;
  private isOpen = false;

  constructor(
    private readonly probe: ProbeService,
    private readonly freshness: Freshness,
    private readonly probed: ProbedOrders,
    @Inject(PROBER_CONFIG) private readonly config: Pick<ProberConfig, 'PROBE_INTERVAL_MS'>,
    @InjectMetric(METRICS.probes) private readonly probes: Counter,
  ) {
    // A counter that first appears with its first error hides that error from rate().
    for (const outcome of PROBE_OUTCOMES) probes.inc({ outcome }, 0);
  }

  onApplicationBootstrap(): void {
    const { PROBE_INTERVAL_MS } = this.config;
    if (PROBE_INTERVAL_MS === 0) {
      this.logger.log({ msg: 'prober is off', variable: 'PROBE_INTERVAL_MS' });
      return;
    }
    // Outside of any trace: it belongs to no request.
    this.timer = context.with(ROOT_CONTEXT, () => setInterval(() => void this.run(), PROBE_INTERVAL_MS));
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
    this.stop.abort();
  }

  async run(): Promise<void> {
    const { signal } = this.stop;
    try {
      const result = await this.probe.run(signal);
      this.count(result);
      const { outcome, placed } = result;
      if (placed === undefined) return;
      this.probed.remember(placed.orderId);
      if (placed.traceId !== undefined && hasSettled(outcome))
        await this.freshness.watch(placed.traceId, signal);
    } catch (error) {
      if (!signal.aborted) this.logger.error({ msg: 'probe broke', err: error });
    }
  }

  /** A shop that is still starting refuses nobody yet. */
  private count({ outcome, placed }: ProbeResult): void {
    this.isOpen ||= placed !== undefined || performance.now() - this.startedAt > START_MS;
    if (this.isOpen) this.probes.inc({ outcome });
  }
}
