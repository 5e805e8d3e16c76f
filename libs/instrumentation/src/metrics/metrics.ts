import { LATENCY_BUCKETS_SECONDS, METRIC_LABELS, type METRICS } from '@lab/contracts';
import type { Provider } from '@nestjs/common';
import { trace } from '@opentelemetry/api';
import { isSpanContextValid, TraceFlags } from '@opentelemetry/api';
import type { SpanContext } from '@opentelemetry/api';
import { getToken } from '@willsoto/nestjs-prometheus';
import { Counter, Gauge, Histogram } from 'prom-client';
import { registry } from './registry';
import { silent } from './silent';
import { areMetricsOn } from './switch';

type MetricName = (typeof METRICS)[keyof typeof METRICS];

/** A metric of the contracts, which say what labels it has. */
interface MetricOptions {
  readonly name: MetricName;
  readonly help: string;
}

interface GaugeOptions extends MetricOptions {
  /** Reads the value when Prometheus scrapes. */
  readonly collect?: (this: Gauge) => void | Promise<void>;
}

interface HistogramOptions extends MetricOptions {
  /** Upper bounds in the unit of the name; default: 1 ms to 30 s. */
  readonly buckets?: readonly number[];
}

interface Settings {
  name: string;
  help: string;
  labelNames: string[];
  registers?: [];
}

const settings = ({ name, help }: MetricOptions): Settings => ({
  name,
  help,
  labelNames: [...METRIC_LABELS[name]],
  ...(!areMetricsOn() && { registers: [] }),
});
const histogramSettings = (options: HistogramOptions): ConstructorParameters<typeof Histogram>[0] => ({
  ...settings(options),
  buckets: [...(options.buckets ?? LATENCY_BUCKETS_SECONDS)],
  enableExemplars: true,
});

/** Provider of a counter, injected by `@InjectMetric(METRICS.…)`. */
export const makeCounter = (options: MetricOptions): Provider => provide(options, counter);

/** Provider of a gauge, injected by `@InjectMetric(METRICS.…)`. */
export const makeGauge = (options: GaugeOptions): Provider => provide(options, gauge);

/** Provider of a histogram, injected by `@InjectMetric(METRICS.…)`; recorded with `observe`. */
export const makeHistogram = (options: HistogramOptions): Provider => provide(options, histogram);

const provide = <O extends MetricOptions>(options: O, make: (options: O) => object): Provider => ({
  provide: getToken(options.name),
  useFactory: () => make(options),
});

// A second app in one process (a test) gets the same ones.
const once = <M extends object>(name: string, make: () => M): M =>
  areMetricsOn() ? ((registry.getSingleMetric(name) as M | undefined) ?? make()) : silent(make());

export const counter = (options: MetricOptions): Counter =>
  once(options.name, () => new Counter(settings(options)));
export const gauge = ({ collect, ...options }: GaugeOptions): Gauge =>
  once(options.name, () => new Gauge({ ...settings(options), ...(collect && { collect }) }));
export const histogram = (options: HistogramOptions): Histogram =>
  once(options.name, () => new Histogram(histogramSettings(options)));

/**
 * Records one value, with the trace as exemplar where that trace is kept: the link from a bucket to an example of it.
 */
export const observe = (target: Histogram, labels: Record<string, string | number>, value: number): void => {
  observeIn(trace.getActiveSpan()?.spanContext(), target, { labels, value });
};

/** The same for a span that is not the active one. */
export const observeIn = (
  spanContext: SpanContext | undefined,
  target: Histogram,
  { labels, value }: { labels: Record<string, string | number>; value: number },
): void => {
  const kept = spanContext && isSpanContextValid(spanContext) && spanContext.traceFlags & TraceFlags.SAMPLED;
  target.observe({
    labels,
    value,
    exemplarLabels: kept ? { trace_id: spanContext.traceId, span_id: spanContext.spanId } : {},
  });
};
