import { isRecord, type JsonRecord } from './shape.ts';

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';
const isTime = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value) && value >= 0;
const isList = (value: unknown): boolean => value == null || Array.isArray(value);

const FIELDS: readonly (readonly [name: string, isRight: (value: unknown) => boolean, what: string])[] = [
  ['spanID', isText, 'a text'],
  ['operationName', (value) => typeof value === 'string', 'a text'],
  ['processID', isText, 'a text'],
  ['startTime', isTime, 'microseconds since 1970'],
  ['duration', isTime, 'microseconds'],
  ['references', isList, 'a list'],
  ['tags', isList, 'a list'],
  ['logs', isList, 'a list'],
];

/** What is wrong with a trace in Jaeger's form; undefined if it can be read. */
export function checkTrace(trace: unknown): string | undefined {
  if (!isRecord(trace)) return 'is no object';
  if (!isText(trace['traceID'])) return 'traceID must be a text';
  if (!isRecord(trace['processes'])) return 'processes must be an object';
  const { spans } = trace;
  if (!Array.isArray(spans)) return 'spans must be a list';
  for (const [index, span] of spans.entries()) {
    const fault = isRecord(span) ? checkSpan(span) : 'is no object';
    if (fault !== undefined) return `span ${index + 1}: ${fault}`;
  }
  return undefined;
}

function checkSpan(span: JsonRecord): string | undefined {
  const wrong = FIELDS.find(([name, isRight]) => !isRight(span[name]));
  if (wrong !== undefined) return `${wrong[0]} must be ${wrong[2]}`;
  for (const name of ['references', 'tags'])
    if (!((span[name] ?? []) as unknown[]).every(isRecord)) return `${name} must be a list of objects`;
  return undefined;
}
