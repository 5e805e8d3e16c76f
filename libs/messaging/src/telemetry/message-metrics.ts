import { LATENCY_BUCKETS_SECONDS, METRIC_LABELS, METRICS } from '@lab/contracts';
import { type Span, TraceFlags } from '@opentelemetry/api';
import { Counter, Gauge, Histogram, Registry, type RegistryContentType, register } from 'prom-client';

/** How a handling ended; `lost` means that the channel went before it could be settled: the broker delivers it again. */
export type ConsumeOutcome = 'acked' | 'retried' | 'parked' | 'lost';

/** Counts and times messages; every label comes from a closed set: names of contracts and queues, outcomes. */
export class MessageMetrics {
  readonly #published: Counter;
  readonly #publishDuration: Histogram;
  readonly #consumed: Counter;
  readonly #processDuration: Histogram;
  readonly #inFlight: Gauge;
  readonly #paused: Gauge;
  readonly #hasExemplars: boolean;

  constructor(
    registry: Registry<RegistryContentType> = register,
    private readonly isOn = true,
  ) {
    // prom-client: exemplars exist on OpenMetrics registries only, a metric that asks for them elsewhere throws
    this.#hasExemplars = registry.contentType === Registry.OPENMETRICS_CONTENT_TYPE;
    const timed = { registers: [registry], enableExemplars: this.#hasExemplars };
    this.#published = new Counter({
      registers: [registry],
      name: METRICS.messagesPublished,
      help: 'Messages given to the broker, by outcome',
      labelNames: METRIC_LABELS[METRICS.messagesPublished],
    });
    this.#publishDuration = new Histogram({
      ...timed,
      name: METRICS.messagePublishDuration,
      help: 'Seconds from publish to the confirm of the broker, or to the failure',
      labelNames: METRIC_LABELS[METRICS.messagePublishDuration],
      buckets: [...LATENCY_BUCKETS_SECONDS],
    });
    this.#consumed = new Counter({
      registers: [registry],
      name: METRICS.messagesConsumed,
      help: 'Deliveries handled, by how they were settled',
      labelNames: METRIC_LABELS[METRICS.messagesConsumed],
    });
    this.#processDuration = new Histogram({
      ...timed,
      name: METRICS.messageProcessDuration,
      help: 'Seconds from delivery to settlement',
      labelNames: METRIC_LABELS[METRICS.messageProcessDuration],
      buckets: [...LATENCY_BUCKETS_SECONDS],
    });
    this.#inFlight = inFlightGauge(registry);
    this.#paused = pausedGauge(registry);
  }

  published(labels: { message: string; outcome: string }, seconds: number, span: Span): void {
    if (!this.isOn) return;
    this.#published.inc(labels);
    this.#observe(this.#publishDuration, { labels: { message: labels.message }, value: seconds }, span);
  }

  consumed(
    labels: { queue: string; message: string; outcome: ConsumeOutcome },
    seconds: number,
    span: Span,
  ): void {
    if (!this.isOn) return;
    this.#consumed.inc(labels);
    const { queue, message } = labels;
    this.#observe(this.#processDuration, { labels: { queue, message }, value: seconds }, span);
  }

  inFlight(queue: string, change: 1 | -1): void {
    if (this.isOn) this.#inFlight.inc({ queue }, change);
  }

  paused(queue: string, isPaused: boolean): void {
    if (this.isOn) this.#paused.set({ queue }, isPaused ? 1 : 0);
  }

  #observe(
    histogram: Histogram,
    sample: { labels: Record<string, string>; value: number },
    span: Span,
  ): void {
    if (this.#hasExemplars) histogram.observe({ ...sample, ...exemplarOf(span) });
    else histogram.observe(sample.labels, sample.value);
  }
}

const inFlightGauge = (registry: Registry<RegistryContentType>): Gauge =>
  new Gauge({
    registers: [registry],
    name: METRICS.messagesInFlight,
    help: 'Deliveries being handled now',
    labelNames: METRIC_LABELS[METRICS.messagesInFlight],
  });

const pausedGauge = (registry: Registry<RegistryContentType>): Gauge =>
  new Gauge({
    registers: [registry],
    name: METRICS.consumersPaused,
    help: '1 while a consumer starts no handlers because something they need is away, 0 otherwise',
    labelNames: METRIC_LABELS[METRICS.consumersPaused],
  });

/** Only sampled traces: an exemplar that leads nowhere is worse than none. */
const exemplarOf = (span: Span): { exemplarLabels?: Record<string, string> } => {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return (traceFlags & TraceFlags.SAMPLED) === 0
    ? {}
    : { exemplarLabels: { trace_id: traceId, span_id: spanId } };
};
