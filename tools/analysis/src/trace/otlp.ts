import type { JaegerSpan, JaegerTag, JaegerTrace } from './jaeger-trace.ts';
import { isRecord, type JsonRecord, listIn, recordsIn } from './shape.ts';

// OTLP JSON as the collector's file exporter and Tempo write it, turned into Jaeger's form: one model, one reader.

export const isOtlp = (json: unknown): boolean =>
  isRecord(json) && (Array.isArray(json['resourceSpans']) || Array.isArray(json['batches']));

const KINDS = ['internal', 'internal', 'server', 'client', 'producer', 'consumer'];

interface Growing {
  readonly traceID: string;
  readonly spans: JaegerSpan[];
  readonly processes: Record<string, JaegerTrace['processes'][string]>;
}

/** Spans of one trace may stand in several resources, and in several requests. */
export function tracesOfOtlp(requests: readonly unknown[]): JaegerTrace[] {
  const traces = new Map<string, Growing>();
  let resources = 0;
  for (const batch of requests
    .filter(isRecord)
    .flatMap((each) => recordsIn(each, 'resourceSpans', 'batches'))) {
    resources += 1;
    const resource = isRecord(batch['resource']) ? batch['resource'] : {};
    const tags = tagsOf(resource);
    const serviceName = String(tags.find(({ key }) => key === 'service.name')?.value ?? 'unknown');
    for (const span of recordsIn(batch, 'scopeSpans', 'instrumentationLibrarySpans').flatMap((scope) =>
      recordsIn(scope, 'spans'),
    )) {
      const traceID = textOf(span['traceId']);
      const trace = traces.get(traceID) ?? { traceID, spans: [], processes: {} };
      traces.set(traceID, trace);
      trace.processes[`p${resources}`] = { serviceName, tags };
      trace.spans.push(spanOf(span, `p${resources}`));
    }
  }
  return [...traces.values()];
}

function spanOf(span: JsonRecord, processID: string): JaegerSpan {
  const startTime = microseconds(span['startTimeUnixNano']);
  const parent = textOf(span['parentSpanId']);
  const status = isRecord(span['status']) ? span['status']['code'] : undefined;
  const isError = status === 2 || status === 'STATUS_CODE_ERROR';
  return {
    spanID: textOf(span['spanId']),
    operationName: textOf(span['name']),
    processID,
    startTime,
    duration: microseconds(span['endTimeUnixNano']) - startTime,
    references: [
      ...(parent === '' ? [] : [{ refType: 'CHILD_OF', spanID: parent }]),
      ...recordsIn(span, 'links').map((link) => ({
        refType: 'FOLLOWS_FROM',
        spanID: textOf(link['spanId']),
        traceID: textOf(link['traceId']),
      })),
    ],
    tags: [
      { key: 'span.kind', value: kindOf(span['kind']) },
      ...(isError ? [{ key: 'error', value: true }] : []),
      ...tagsOf(span),
    ],
    logs: recordsIn(span, 'events').map((event) => ({
      timestamp: microseconds(event['timeUnixNano']),
      fields: [{ key: 'event', value: textOf(event['name']) }, ...tagsOf(event)],
    })),
  };
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** A number (3) or its name (SPAN_KIND_CLIENT). */
const kindOf = (kind: unknown): string =>
  typeof kind === 'string'
    ? kind.replace('SPAN_KIND_', '').toLowerCase()
    : (KINDS[Number(kind)] ?? 'internal');

/** Nanoseconds have more digits than a double; NaN, which the check refuses, where there are none. */
const microseconds = (nanoseconds: unknown): number => {
  const digits = typeof nanoseconds === 'number' ? nanoseconds.toFixed(0) : textOf(nanoseconds);
  return /^\d+$/.test(digits) ? Number(digits.slice(0, -3) || '0') : Number.NaN;
};

const tagsOf = (json: JsonRecord): JaegerTag[] =>
  recordsIn(json, 'attributes').map(({ key, value }) => ({ key: textOf(key), value: valueOf(value) }));

function valueOf(value: unknown): JaegerTag['value'] {
  if (!isRecord(value)) return '';
  if (isRecord(value['arrayValue']))
    return JSON.stringify(listIn(value['arrayValue'], 'values').map(valueOf));
  const [plain] = Object.values(value);
  return typeof plain === 'string' || typeof plain === 'number' || typeof plain === 'boolean'
    ? plain
    : JSON.stringify(plain ?? '');
}
