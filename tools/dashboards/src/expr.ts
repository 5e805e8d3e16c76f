import { METRICS } from '@lab/contracts';

/** Grafana fills this in: a range that holds at least four samples. */
const RANGE = '[$__rate_interval]';
/** All of the time that is shown. */
const SHOWN = '[$__range]';

/** Increase per second of what a selector names, summed by some labels. */
export const rateBy = (labels: string, selector: string): string =>
  `sum by (${labels}) (rate(${selector}${RANGE}))`;
export const rate = (selector: string): string => `sum(rate(${selector}${RANGE}))`;

/** The same over all of the time that is shown: for numbers that stand for the whole of it. */
export const rateShown = (selector: string): string => `sum(rate(${selector}${SHOWN}))`;
export const increaseShown = (labels: string, selector: string): string =>
  `sum by (${labels}) (increase(${selector}${SHOWN}))`;

/** A quantile of a histogram, e.g. 0.99; `labels` are kept. */
export const quantile = (q: number, metric: string, { by = '', where = '' } = {}): string =>
  `histogram_quantile(${q}, ${rateBy([...(by === '' ? [] : [by]), 'le'].join(', '), `${metric}_bucket${where}`)})`;

/** The highest value of a gauge since a few samples ago, per label: a peak that is shorter than what is drawn stays visible. */
export const peakBy = (labels: string, gauge: string): string =>
  `max by (${labels}) (max_over_time(${gauge}${RANGE}))`;

/** A selector of the requests that a service answers. */
export const requests = (suffix: '_count' | '_bucket', where: string): string =>
  `${METRICS.httpServerDuration}${suffix}{${where}}`;

/** Nothing counted yet is none, not unknown. */
export const orNone = (expr: string): string => `(${expr} or vector(0))`;

/** The `le` of a bucket as Prometheus 3 writes it, and Prometheus 2 by prometheus.yml: whole bounds end in .0. */
export const bucketBound = (bound: number): string =>
  Number.isInteger(bound) ? bound.toFixed(1) : String(bound);
