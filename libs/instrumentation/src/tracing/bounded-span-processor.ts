import type { Attributes, Context } from '@opentelemetry/api';
import { TraceFlags } from '@opentelemetry/api';
import type { ReadableSpan, Span, SpanExporter, SpanProcessor } from '@opentelemetry/sdk-trace';
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace';
import { spansDropped, spansExported } from './span-metrics';

type Done = Parameters<SpanExporter['export']>[1];

interface Limits {
  /** Spans waiting for export; one more is dropped and counted. */
  readonly queueSize: number;
  /** Of these spans together, as `sizeOf` estimates them. */
  readonly queueBytes: number;
  readonly batchSize: number;
  readonly delayMs: number;
  readonly exportTimeoutMs: number;
}

const LIMITS: Limits = {
  queueSize: 8192,
  queueBytes: 16 * 1024 * 1024, // 2 KB each: twice what a span of ours takes
  batchSize: 1024,
  delayMs: 1000,
  exportTimeoutMs: 5000,
};

/**
 * A batch processor whose losses are counted. The SDK's own reports a full queue only through a meter of the metrics
 * SDK, which we do not load, and a failed batch only as a log line; so the queue's length is kept here, as the spans
 * that ended less those handed to the exporter, and the SDK's limit is never reached.
 */
export class BoundedSpanProcessor implements SpanProcessor {
  private readonly batches: BatchSpanProcessor;
  private readonly dropped = spansDropped();
  private readonly exported = spansExported();
  /** Of each span that waits, in the order in which they are exported. */
  private readonly sizes: number[] = [];
  private waitingBytes = 0;

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
    // the inner processor would ignore it, and its size would never leave the sum
    if (!(span.spanContext().traceFlags & TraceFlags.SAMPLED)) return;
    const size = sizeOf(span);
    if (this.sizes.length >= this.limits.queueSize || this.waitingBytes + size > this.limits.queueBytes) {
      this.dropped.inc({ reason: 'queue_full' });
      return;
    }
    this.sizes.push(size);
    this.waitingBytes += size;
    this.batches.onEnd(span);
  }

  forceFlush(): Promise<void> {
    return this.batches.forceFlush();
  }

  shutdown(): Promise<void> {
    return this.batches.shutdown();
  }

  private export(spans: ReadableSpan[], done: Done): void {
    for (const size of this.sizes.splice(0, spans.length)) this.waitingBytes -= size;
    this.exporter.export(spans, (result) => {
      // ExportResultCode.SUCCESS, of a package that is the SDK's own
      if ((result.code as number) === 0) this.exported.inc(spans.length);
      else this.dropped.inc({ reason: 'export_failed' }, spans.length);
      done(result);
    });
  }
}

/** A span's own fields and objects, as measured on a heap. */
const BARE_SPAN_BYTES = 1000;

/** About what a span holds in memory, in bytes: texts are one byte a character as a rule, two where one is not Latin. */
const sizeOf = ({ name, attributes, events }: ReadableSpan): number => {
  let size = BARE_SPAN_BYTES + name.length + textOf(attributes);
  for (const event of events) size += textOf(event.attributes);
  return size;
};

const textOf = (attributes: Attributes = {}): number => {
  let size = 0;
  for (const key in attributes) {
    const value = attributes[key];
    size += key.length + (typeof value === 'string' ? value.length : 8);
  }
  return size;
};
