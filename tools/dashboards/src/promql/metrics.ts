import {
  ALERTS,
  LOG_METRIC_LABELS,
  METRIC_LABELS,
  PLATFORM_METRICS,
  SPAN_METRIC_LABELS,
} from '@lab/contracts';
import { analyse, type Metric } from './analyse.ts';
import { BYTES, type Dimension, SECONDS, SHARE } from './dimension.ts';

/** A recording rule, as Prometheus' rule files have it. */
export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
  /** Added to those that the expression leaves. */
  readonly labels?: Readonly<Record<string, string>>;
}

const UNITS: Readonly<Record<string, Dimension>> = { seconds: SECONDS, bytes: BYTES, ratio: SHARE };
const OF_TARGET = ['job', 'instance'];

/** All metrics that a query may ask for, by name: those of the contracts and those that the rules make of them. */
export const knownMetrics = (rules: readonly RecordingRule[]): Map<string, Metric> => {
  const metrics = new Map<string, Metric>();
  const add = (name: string, labels: readonly string[], dimension?: Dimension): void => {
    const metric = { labels: [...OF_TARGET, ...labels], ...(dimension && { dimension }) };
    metrics.set(name, metric);
    if (!/_(seconds|milliseconds|bytes)$/.test(name)) return;
    metrics.set(`${name}_bucket`, { labels: [...metric.labels, 'le'] });
    metrics.set(`${name}_count`, { labels: metric.labels });
    metrics.set(`${name}_sum`, { labels: metric.labels });
  };
  for (const [name, labels] of Object.entries({
    ...METRIC_LABELS,
    ...LOG_METRIC_LABELS,
    ...SPAN_METRIC_LABELS,
  }))
    add(name, labels);
  for (const [name, { labels, unit }] of Object.entries(PLATFORM_METRICS))
    add(name, labels, UNITS[unit ?? '']);
  add(ALERTS.name, ALERTS.labels);
  for (const { record, expr, labels: added = {} } of rules) {
    const { labels, dimension } = analyse(expr, metrics);
    metrics.set(record, { labels: [...labels, ...Object.keys(added)], ...(dimension && { dimension }) });
  }
  return metrics;
};
