import { once } from 'node:events';
import type { LabContext } from '../../context.ts';

const CHUNK_CHARS = 64 * 1024;

/**
 * Writes lines no faster than they are taken: a log is longer than memory, and `less` reads one page. Lines that come at once
 * are written at once: a system call for each takes longer than all else that is done with it.
 */
export class LineWriter {
  private readonly stdout: LabContext['stdout'];
  private readonly signal: AbortSignal;
  private waiting = '';
  private isScheduled = false;
  private drained: Promise<void> | undefined;

  constructor({ stdout, signal }: Pick<LabContext, 'stdout' | 'signal'>) {
    this.stdout = stdout;
    this.signal = signal;
  }

  /** Resolves when there is room for more. */
  async write(text: string): Promise<void> {
    this.waiting += `${text}\n`;
    if (this.waiting.length >= CHUNK_CHARS) this.flush();
    else this.schedule();
    await this.drained;
  }

  /** Hands over what is waiting still. */
  flush(): void {
    const text = this.waiting;
    this.waiting = '';
    if (text === '' || this.stdout.write(text)) return;
    // Interrupted, nobody needs to wait any longer.
    this.drained ??= once(this.stdout, 'drain', { signal: this.signal })
      .catch(() => undefined)
      .then(() => void (this.drained = undefined));
  }

  private schedule(): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    setImmediate(() => {
      this.isScheduled = false;
      this.flush();
    });
  }
}
