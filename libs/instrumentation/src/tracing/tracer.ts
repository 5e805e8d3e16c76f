import { trace } from '@opentelemetry/api';

/** The tracer of all spans that this library makes. */
export const tracer = trace.getTracer('@lab/instrumentation');
