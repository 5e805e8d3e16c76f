import type { Span } from '@opentelemetry/api';
import { SpanStatusCode, trace } from '@opentelemetry/api';

/** The tracer of all spans that this library makes. */
export const tracer = trace.getTracer('@lab/instrumentation');

/** Marks a span as failed by an error that nobody expected. */
export const failSpan = (span: Span, error: unknown): void => {
  const failure = error instanceof Error ? error : new Error(String(error));
  span.recordException(failure);
  span.setAttribute('error.type', failure.name);
  span.setStatus({ code: SpanStatusCode.ERROR, message: failure.message });
};
