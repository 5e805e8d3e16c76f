import type { Attributes, Context, Link, Span, SpanKind } from '@opentelemetry/api';
import { context, SpanStatusCode, trace, TraceFlags } from '@opentelemetry/api';

/** The tracer of all spans that this library makes. */
export const tracer = trace.getTracer('@lab/instrumentation');

interface SpanStart {
  readonly name: string;
  readonly kind: SpanKind;
  /** Not asked for where nothing is recorded. */
  readonly attributes: () => Attributes;
  /** To spans of other traces. */
  readonly links?: Link[] | undefined;
}

/**
 * Starts a span. Its attributes come after the sampler has decided: the SDK checks those that it is given to start with twice over, also
 * for a span that is not kept. So a sampler sees name, kind and trace only, as the ones that OTEL_TRACES_SAMPLER names do.
 */
export const startSpan = ({ name, kind, attributes, links }: SpanStart, parent: Context): Span => {
  const span = tracer.startSpan(name, { kind, ...(links && { links }) }, parent);
  if (span.isRecording()) span.setAttributes(attributes());
  return span;
};

/**
 * Starts a span below the active one, of the same process. Where that trace is not kept, neither would this span be: then there is none,
 * and what goes on from here carries the active one's id.
 */
export const startInnerSpan = (start: SpanStart): Span => {
  const parent = context.active();
  const above = trace.getSpanContext(parent);
  if (above === undefined || above.traceFlags & TraceFlags.SAMPLED) return startSpan(start, parent);
  return trace.wrapSpanContext(above);
};

/** Marks a span as failed by an error that nobody expected. */
export const failSpan = (span: Span, error: unknown): void => {
  const failure = error instanceof Error ? error : new Error(String(error));
  span.recordException(failure);
  span.setAttribute('error.type', failure.name);
  span.setStatus({ code: SpanStatusCode.ERROR, message: failure.message });
};
