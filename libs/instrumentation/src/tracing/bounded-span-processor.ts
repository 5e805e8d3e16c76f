import type { Context } from '@opentelemetry/api';
import { TraceFlags } from '@opentelemetry/api';
import type { ReadableSpan, Span, SpanExporter, SpanProcessor } from '@opentelemetry/sdk-trace';
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace';
import { spansDropped, spansExported } from './span-metrics';

type Done = Parameters<SpanExporter['export']>[1];

interface Limits {
  /** Spans waiting for export; one more is dropped and counted. About 1 KB each. */
  readonly queueSize: number;
  readonly batchSize: number;
  readonly delayMs: number;
  readonly exportTimeoutMs: number;
}

const LIMITS: Limits = { queueSize: 8192, batchSize: 1024, delayMs: 1000, exportTimeoutMs: 5000 };

/**
 * A batch processor whose losses are counted. The SDK's own reports a full queue only through a meter of the metrics
 * SDK, which we do not load, and a failed batch only as a log line; so the queue's length is kept here, as the spans
 * that ended less those handed to the exporter, and the SDK's limit is never reached.
 */
export class BoundedSpanProcessor implements SpanProcessor {
  private readonly batches: BatchSpanProcessor;
  private readonly dropped = spansDropped();
  private readonly exported = spansExported();
  private waiting = 0;

  constructor(
    private readonly exporter: SpanExporter,
    private readonly limits: Limits = LIMITS,
  ) {
    // both are there from the start, so that a rate over them needs no first drop
    for (const reason of ['queue_full', 'export_failed']) this.dropped.inc({ reason }, 0);
    this.batches = new BatchSpanProcessor({
      exporter: {
        export: (spans, done) => this.export(spans, done),
        shutdown: () => this.exporter.shutdown(),
        forceFlush: () => this.exporter.forceFlush?.() ?? Promise.resolve(),
      },
      maxQueueSize: limits.queueSize + 1,
      maxExportBatchSize: Math.min(limits.batchSize, limits.queueSize),
      scheduledDelayMillis: limits.delayMs,
      exportTimeoutMillis: limits.exportTimeoutMs,
    });
  }

  onStart(span: Span, parent: Context): void {
    this.batches.onStart(span, parent);
  }

  onEnd(span: ReadableSpan): void {
    // the inner processor would ignore it, and `waiting` would never come down again
    if (!(span.spanContext().traceFlags & TraceFlags.SAMPLED)) return;
    if (this.waiting >= this.limits.queueSize) {
      this.dropped.inc({ reason: 'queue_full' });
      return;
    }
    this.waiting += 1;
    this.batches.onEnd(span);
  }

  forceFlush(): Promise<void> {
    return this.batches.forceFlush();
  }

  shutdown(): Promise<void> {
    return this.batches.shutdown();
  }

  private export(spans: ReadableSpan[], done: Done): void {
    this.waiting -= spans.length;
    this.exporter.export(spans, (result) => {
      // ExportResultCode.SUCCESS, of a package that is the SDK's own
      if ((result.code as number) === 0) this.exported.inc(spans.length);
      else this.dropped.inc({ reason: 'export_failed' }, spans.length);
      done(result);
    });
  }
}
