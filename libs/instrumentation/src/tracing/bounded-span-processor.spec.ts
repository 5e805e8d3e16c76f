import { METRICS } from '@lab/contracts';
import { ROOT_CONTEXT, TraceFlags } from '@opentelemetry/api';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import { AlwaysOffSampler, TracerProvider } from '@opentelemetry/sdk-trace';
import { registry } from '../metrics/registry';
import { BoundedSpanProcessor } from './bounded-span-processor';

type Done = Parameters<SpanExporter['export']>[1];

/** Keeps what it is asked to export until told how that went. */
class HeldExporter implements SpanExporter {
  readonly batches: { spans: ReadableSpan[]; done: Done }[] = [];
  private isHeld = true;

  export(spans: ReadableSpan[], done: Done): void {
    this.batches.push({ spans, done });
    if (!this.isHeld) done({ code: 0 });
  }
  release(): void {
    this.isHeld = false;
    for (const { done } of this.batches) done({ code: 0 });
  }
  shutdown(): Promise<void> {
    return Promise.resolve();
  }
}

const count = async (name: string, label = '') => {
  const line = (await registry.metrics()).split('\n').find((text) => text.startsWith(`${name}${label} `));
  return Number(line?.split(' ')[1]);
};
const dropped = (reason: string) => count(METRICS.spansDropped, `{reason="${reason}"}`);

const setUp = (text = '') => {
  const exporter = new HeldExporter();
  const processor = new BoundedSpanProcessor(exporter, {
    queueSize: 10,
    queueBytes: 100_000,
    batchSize: 5,
    delayMs: 60_000,
    exportTimeoutMs: 60_000,
  });
  const provider = new TracerProvider({ spanProcessors: [processor] });
  const make = (spans: number) => {
    for (let n = 0; n < spans; n += 1)
      provider.getTracer('test').startSpan(`span ${n}`, { attributes: { text } }, ROOT_CONTEXT).end();
  };
  return { exporter, processor, make };
};

describe('BoundedSpanProcessor', () => {
  beforeEach(() => registry.resetMetrics());

  it('counts what the collector took', async () => {
    const { exporter, make } = setUp();
    make(5);
    expect(await count(METRICS.spansExported)).toBe(0);
    exporter.batches[0]?.done({ code: 0 });
    expect(await count(METRICS.spansExported)).toBe(5);
    expect(await dropped('export_failed')).toBe(0);
  });

  it('counts what the collector refused', async () => {
    const { exporter, make } = setUp();
    make(5);
    exporter.batches[0]?.done({ code: 1, error: new Error('down') });
    expect(await dropped('export_failed')).toBe(5);
    expect(await count(METRICS.spansExported)).toBe(0);
  });

  it('keeps as many as the queue holds while an export hangs, and counts the rest exactly', async () => {
    const { exporter, make } = setUp();
    make(5 + 10 + 7);
    expect(exporter.batches.map(({ spans }) => spans.length)).toEqual([5]);
    expect(await dropped('queue_full')).toBe(7);
    exporter.release();
  });

  it('keeps as many bytes as the queue holds, and takes more once some are gone', async () => {
    const { exporter, processor, make } = setUp('x'.repeat(15_000));
    make(5 + 10);
    // five are being sent; six of 16 KB fit into 100 KB
    expect(await dropped('queue_full')).toBe(4);
    exporter.release();
    await processor.forceFlush();
    make(6);
    expect(await dropped('queue_full')).toBe(4);
  });

  it('accounts for every span once the exporter is back', async () => {
    const { exporter, processor, make } = setUp();
    make(22);
    exporter.release();
    await processor.forceFlush();
    expect((await count(METRICS.spansExported)) + (await dropped('queue_full'))).toBe(22);
    make(3);
    expect(await dropped('queue_full')).toBe(7);
  });

  it('neither queues nor counts what is not sampled', async () => {
    const exporter = new HeldExporter();
    const processor = new BoundedSpanProcessor(exporter);
    const provider = new TracerProvider({ sampler: new AlwaysOffSampler(), spanProcessors: [processor] });
    const span = provider.getTracer('test').startSpan('x');
    expect(span.spanContext().traceFlags).toBe(TraceFlags.NONE);
    span.end();
    await processor.forceFlush();
    expect(exporter.batches).toEqual([]);
  });
});
