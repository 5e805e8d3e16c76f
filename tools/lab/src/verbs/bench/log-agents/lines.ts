import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const TICK_MS = 20;

const ID = '0af7651916cd43dd8448eb211c80319c';
const LINES = {
  gateway: (time: string, seq: number): string =>
    `time=${time} level=info service=gateway instance=bench seq=${seq} msg=request trace_id=${ID} span_id=b7ad6b7169203331 method=POST route=/orders status=202 duration_ms=12.34\n`,
  orders: (time: string, seq: number): string =>
    `time:${time}\tlevel:info\tservice:orders\tinstance:bench\tseq:${seq}\tmsg:order settled\ttrace_id:${ID}\tspan_id:b7ad6b7169203331\torder_id:5c0e9b1e-8f4e-4c9e-9d7c-0a1b2c3d4e5f\toutcome:confirmed\n`,
  inventory: (time: string, seq: number): string =>
    `{"time":"${time}","level":"info","service":"inventory","instance":"bench","seq":${seq},"msg":"stock reserved","trace_id":"${ID}","span_id":"b7ad6b7169203331","order_id":"5c0e9b1e-8f4e-4c9e-9d7c-0a1b2c3d4e5f"}\n`,
} as const;
const SERVICES = Object.keys(LINES) as (keyof typeof LINES)[];

/** Writes lines of all three formats in turn, as many as the clock says, and remembers when how many were there. */
export class LineSource {
  private written = 0;
  private readonly marks: { readonly at: number; readonly lines: number }[] = [];

  get lines(): number {
    return this.written;
  }

  async write(folder: string, { rate, durationMs }: { rate: number; durationMs: number }): Promise<void> {
    const start = performance.now();
    for (let passed = 0; passed < durationMs;) {
      await sleep(TICK_MS);
      passed = Math.min(durationMs, performance.now() - start);
      this.writeUpTo(folder, Math.round((passed / 1000) * rate));
    }
  }

  /** When so many lines were there, in milliseconds as performance.now() tells them. */
  writtenAt(lines: number): number {
    return this.marks.find((mark) => mark.lines >= lines)?.at ?? Infinity;
  }

  private writeUpTo(folder: string, lines: number): void {
    const time = new Date().toISOString();
    const texts = { gateway: '', orders: '', inventory: '' };
    for (; this.written < lines; this.written += 1) {
      const service = SERVICES[this.written % SERVICES.length] ?? 'gateway';
      texts[service] += LINES[service](time, Math.floor(this.written / SERVICES.length) + 1);
    }
    for (const service of SERVICES)
      if (texts[service] !== '') appendFileSync(join(folder, `${service}.log`), texts[service]);
    this.marks.push({ at: performance.now(), lines: this.written });
  }
}
