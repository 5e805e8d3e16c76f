import { ROOT_CONTEXT, context } from '@opentelemetry/api';

/**
 * Work that is repeated in the background until `stop`. One run at a time: a turn that comes during a run is skipped. The runs
 * belong to no trace. The work handles its own errors: nobody waits for it.
 */
export class PeriodicTask {
  private timer: NodeJS.Timeout | undefined;
  private isRunning = false;

  constructor(private readonly work: () => Promise<void>) {}

  /** The first run comes after one interval. */
  start(everyMs: number): void {
    this.timer = context.with(ROOT_CONTEXT, () => setInterval(() => void this.run(), everyMs));
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Runs now, unless a run is under way. */
  async run(): Promise<void> {
    if (this.isRunning) return;
    this.isRunning = true;
    try {
      await this.work();
    } finally {
      this.isRunning = false;
    }
  }
}
