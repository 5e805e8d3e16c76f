import type { Span, Trace } from '@lab/analysis';
import { percentile } from '../../k6/percentiles.ts';
import type { Measure, SpanSelector } from './fault-key.ts';
import type { Reading } from './judge-sign.ts';

export type SpanMeasure = Exclude<Measure, { of: 'metric' }>;

const US_PER_MS = 1000;
const P95 = 0.95;

/** What the spans of some traces say. */
export const measureSpans = (measure: SpanMeasure, traces: readonly Trace[]): Reading => {
  const spans = traces.flatMap((trace) => trace.spans);
  if (measure.of === 'ratio') {
    const per = select(spans, measure.per).length;
    return { value: per === 0 ? null : select(spans, measure.spans).length / per, samples: per };
  }
  const values = select(spans, measure).flatMap((span) => numberOf(measure, span));
  return {
    value:
      percentile(
        values.toSorted((a, b) => a - b),
        P95,
      ) ?? null,
    samples: values.length,
  };
};

/** The services whose traces a measure needs; the first has part in all of them. */
export const serviceOf = (measure: SpanMeasure): string =>
  measure.of === 'ratio' ? measure.per.service : measure.service;

const select = (spans: readonly Span[], { service, name, kind, under }: SpanSelector): Span[] =>
  spans.filter(
    (span) =>
      span.service === service &&
      span.name === name &&
      (kind === undefined || span.kind === kind) &&
      (under === undefined || span.parent?.name === under),
  );

const numberOf = (measure: Exclude<SpanMeasure, { of: 'ratio' }>, span: Span): number[] => {
  switch (measure.of) {
    case 'p95':
      return [(span.endUs - span.startUs) / US_PER_MS];
    case 'lag':
      return span.parent === undefined ? [] : [(span.startUs - span.parent.endUs) / US_PER_MS];
    case 'attribute':
      return span.tags.filter(({ key }) => key === measure.attribute).map(({ value }) => Number(value));
  }
};
