import { METRICS } from '@lab/contracts';
import { type Histogram, InjectMetric, observe } from '@lab/instrumentation';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { type Clock, CLOCK } from './clock';
import { LogSource } from './log.source';
import { type SignalName, SIGNALS, type SignalSource } from './signal-source';
import { TraceSource } from './trace.source';

const LOOK_MS = 1_000;
/** The largest bucket of the histogram: a signal that takes longer counts as one that does. */
const GIVE_UP_MS = 30_000;
const MS_PER_SECOND = 1000;

/** Measures how long the pipeline takes to show what the services have just done. */
@Injectable()
export class Freshness {
  private readonly logger = new Logger('Freshness');
  private readonly sources: readonly SignalSource[];
  /** A store that is still being installed, or is not part of this lab, is not late. */
  private readonly seen = new Set<SignalName>();

  constructor(
    traces: TraceSource,
    logs: LogSource,
    @Inject(CLOCK) private readonly clock: Clock,
    @InjectMetric(METRICS.signalFreshness) private readonly freshness: Histogram,
  ) {
    this.sources = [traces, logs];
    for (const signal of SIGNALS) freshness.zero({ signal });
  }

  /** From now on, until both signals of this trace are complete or late. Rejects when `signal` aborts. */
  async watch(traceId: string, signal: AbortSignal): Promise<void> {
    await Promise.all(this.sources.map((source) => this.watchOne(source, traceId, signal)));
  }

  private async watchOne(source: SignalSource, traceId: string, signal: AbortSignal): Promise<void> {
    const start = this.clock.now();
    const elapsed = (): number => this.clock.now() - start;
    let reason = 'incomplete';
    while (elapsed() < GIVE_UP_MS) {
      await this.clock.sleep(LOOK_MS, signal);
      try {
        if (!(await source.hasAll(traceId, signal))) continue;
        this.seen.add(source.name);
        this.record(source.name, elapsed());
        return;
      } catch (error) {
        signal.throwIfAborted();
        reason = error instanceof Error ? error.message : String(error);
      }
    }
    if (!this.seen.has(source.name)) return;
    this.record(source.name, elapsed());
    this.logger.warn({ msg: 'signal is late', signal: source.name, probed_trace_id: traceId, reason });
  }

  private record(signal: SignalName, ms: number): void {
    observe(this.freshness, { signal }, ms / MS_PER_SECOND);
  }
}
