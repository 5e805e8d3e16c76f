import type { JaegerTrace } from './jaeger-trace.ts';
import { isOtlp, tracesOfOtlp } from './otlp.ts';
import { isRecord } from './shape.ts';
import { checkTrace } from './check-trace.ts';
import { correctSkew } from './skew.ts';
import { readTrace, type Span, type Trace } from './trace.ts';

/** The text is no answer of Jaeger's API and no OTLP, or is larger than what is read. */
export class UnreadableTraces extends Error {
  override readonly name = 'UnreadableTraces';
}

/** What is read at most. A window of the lab has some 10,000 traces of 15 to 60 spans. */
const MAX_SPANS = 2_000_000;

/**
 * The traces of a window: Jaeger's answer (`{"data": […]}`), OTLP JSON (`{"resourceSpans": […]}`), or an array of either.
 * Throws UnreadableTraces, with the place of the first fault.
 */
export function readTraces(json: unknown): Trace[] {
  const traces = rawTraces(json);
  let spans = 0;
  for (const [index, trace] of traces.entries()) {
    const fault = checkTrace(trace);
    if (fault !== undefined) throw new UnreadableTraces(`trace ${index + 1}: ${fault}`);
    spans += (trace as JaegerTrace).spans.length;
    if (spans > MAX_SPANS)
      throw new UnreadableTraces(`more than ${MAX_SPANS} spans; choose a shorter window`);
  }
  return (traces as JaegerTrace[]).map(treeOf).filter((trace) => trace !== undefined);
}

/** Deeper than any call is; what walks a trace may do so by recursion. */
const MAX_DEPTH = 1000;

function treeOf(json: JaegerTrace): Trace | undefined {
  const trace = readTrace(json);
  if (trace === undefined) return undefined;
  const depths = new Map<Span, number>();
  for (const span of trace.spans) {
    const depth = span.parent === undefined ? 1 : (depths.get(span.parent) ?? 0) + 1;
    if (depth > MAX_DEPTH)
      throw new UnreadableTraces(`trace ${json.traceID}: spans are nested more than ${MAX_DEPTH} deep`);
    depths.set(span, depth);
  }
  const corrected = correctSkew(json);
  return corrected === json ? trace : readTrace(corrected);
}

function rawTraces(json: unknown): unknown[] {
  if (Array.isArray(json)) return json.some(isOtlp) ? tracesOfOtlp(json) : json.flatMap(dataOf);
  if (isOtlp(json)) return tracesOfOtlp([json]);
  return dataOf(json);
}

function dataOf(json: unknown): unknown[] {
  if (isRecord(json) && Array.isArray(json['data'])) return json['data'];
  if (isRecord(json) && Array.isArray(json['spans'])) return [json];
  throw new UnreadableTraces(
    'neither Jaeger\'s API JSON ({"data": [traces]}) nor OTLP JSON ({"resourceSpans": […]})',
  );
}
