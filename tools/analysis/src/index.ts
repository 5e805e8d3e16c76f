// What can be learnt from telemetry alone. Pure: it runs in Node and in the page of `lab dash`.
export { criticalPath, type Segment } from './trace/critical-path.ts';
export { type Hop, hopOf } from './trace/hop.ts';
export type { JaegerTrace } from './trace/jaeger-trace.ts';
export { readTrace, selfTimeUs, type Span, type Tag, type Trace } from './trace/trace.ts';
export { readTraces, UnreadableTraces } from './trace/read-traces.ts';
export { findCauses } from './finder/find.ts';
export type { Cause, Finding, PathStep } from './finder/finding.ts';
