import { METRICS } from '@lab/contracts';
import { Logger } from '@nestjs/common';
import { gauge } from '../metrics/metrics';
import type { DependencyProbe } from './dependency-probe';
import type { Verdict } from './dependency-state';
import { DependencyState } from './dependency-state';

const INTERVAL_MS = 1500;
/** A start waits for the first success: clients connect within a fraction of a second, so look often, for a while. */
const STARTING_INTERVAL_MS = 50;
const STARTING_MS = 10_000;
const TIMEOUT_MS = 5000;
/**
 * A failure that took longer was the client's own timeout (a command, a connect), which shows as little as ours:
 * slow, not down. A dependency that is down refuses or resets at once.
 */
const OUTRIGHT_MS = 500;

/**
 * Probes one dependency in the background, so that /health/ready answers at once whatever the dependency does, and
 * a burst of readiness checks costs the dependency nothing.
 */
export class DependencyMonitor {
  private readonly logger = new Logger(DependencyMonitor.name);
  private readonly up = gauge({
    name: METRICS.dependencyUp,
    help: '1 while the dependency answers, 0 while it is down.',
  });
  private readonly state = new DependencyState();
  private readonly stopping = new AbortController();
  private wasUp: boolean | undefined;
  private hasBeenUp = false;
  private startedAt: number | undefined;

  constructor(private readonly probe: DependencyProbe) {}

  get name(): string {
    return this.probe.name;
  }

  verdict(): Verdict {
    return this.state.verdict(performance.now());
  }

  /** Resolves after the first check; further ones follow until `stop`. */
  async start(): Promise<void> {
    this.startedAt ??= performance.now();
    await this.checkOnce();
    if (!this.stopping.signal.aborted)
      setTimeout(() => void this.start(), this.intervalMs(this.startedAt)).unref();
  }

  private intervalMs(startedAt: number): number {
    const isStarting = !this.hasBeenUp && performance.now() - startedAt < STARTING_MS;
    return isStarting ? STARTING_INTERVAL_MS : INTERVAL_MS;
  }

  stop(): void {
    this.stopping.abort();
  }

  async checkOnce(): Promise<void> {
    const startedAt = performance.now();
    const timeout = AbortSignal.timeout(TIMEOUT_MS);
    const signal = AbortSignal.any([timeout, this.stopping.signal]);
    const aborted = new Promise<never>((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
    });
    try {
      // a probe that ignores its signal must not stop the monitor
      await Promise.race([Promise.resolve().then(() => this.probe.check(signal)), aborted]);
      this.state.succeeded(performance.now());
      this.hasBeenUp = true;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (timeout.aborted) this.state.waitedInVain('no answer in time');
      else if (performance.now() - startedAt > OUTRIGHT_MS) this.state.waitedInVain(reason);
      else this.state.failed(reason);
    }
    if (!this.stopping.signal.aborted) this.report();
  }

  private report(): void {
    const verdict = this.verdict();
    this.up.set({ dependency: this.name }, verdict.isUp ? 1 : 0);
    if (verdict.isUp === this.wasUp) return;
    this.wasUp = verdict.isUp;
    if (verdict.isUp) this.logger.log({ msg: 'dependency is up', dependency: this.name });
    else this.logger.warn({ msg: 'dependency is down', dependency: this.name, reason: verdict.reason });
  }
}
