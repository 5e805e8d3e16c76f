import { METRICS } from '@lab/contracts';
import { type Counter, type Gauge, type Histogram, InjectMetric, observe } from '@lab/instrumentation';
import { Injectable, Logger } from '@nestjs/common';
import type { Opened } from './open-journal';

const MS_PER_SECOND = 1000;

@Injectable()
export class JournalTelemetry {
  private readonly logger = new Logger('Journal');

  constructor(
    @InjectMetric(METRICS.journalSize) private readonly size: Gauge,
    @InjectMetric(METRICS.journalTornLines) private readonly tornLines: Counter,
    @InjectMetric(METRICS.journalAppendDuration) private readonly appendDuration: Histogram,
  ) {}

  opened({ journal, lines, tornBytes }: Opened<unknown>): void {
    this.logger.log({ msg: 'journal opened', lines, bytes: journal.size });
    this.tornLines.inc(tornBytes > 0 ? 1 : 0);
    if (tornBytes > 0)
      this.logger.warn({
        msg: 'unfinished last line of the journal cut off',
        bytes: tornBytes,
        hint: 'the last process was killed while it wrote it, so nobody was told that it was kept',
      });
  }

  grown(bytes: number): void {
    this.size.set(bytes);
  }

  async timed<T>(append: () => Promise<T>): Promise<T> {
    const startedAt = performance.now();
    const result = await append();
    observe(this.appendDuration, {}, (performance.now() - startedAt) / MS_PER_SECOND);
    return result;
  }
}
