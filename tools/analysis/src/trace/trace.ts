import type { JaegerSpan, JaegerTag, JaegerTrace } from './jaeger-trace.ts';

export interface Tag {
  readonly key: string;
  readonly value: string;
}

export interface SpanEvent {
  readonly atUs: number;
  readonly fields: readonly Tag[];
}

/** Times are microseconds since 1970. The lab's services note a start to the millisecond, a duration to the microsecond. */
export interface Span {
  readonly id: string;
  readonly service: string;
  readonly name: string;
  /** server, client, producer, consumer or internal. */
  readonly kind: string;
  readonly startUs: number;
  readonly endUs: number;
  readonly isError: boolean;
  readonly tags: readonly Tag[];
  /** Of the process that made it. */
  readonly resource: readonly Tag[];
  readonly events: readonly SpanEvent[];
  readonly warnings: readonly string[];
  readonly parent: Span | undefined;
  /** By their start. */
  readonly children: readonly Span[];
}

export interface Trace {
  readonly id: string;
  /** One as a rule; more where a span's parent is not (or not yet) there. By their start. */
  readonly roots: readonly Span[];
  /** Each before its children, and those by their start. */
  readonly spans: readonly Span[];
  readonly startUs: number;
  readonly endUs: number;
}

type Growing = Omit<Span, 'children' | 'parent'> & { children: Growing[]; parent: Growing | undefined };

const textual = (tags: readonly JaegerTag[] | null | undefined): Tag[] =>
  (tags ?? []).map(({ key, value }) => ({ key, value: String(value) }));

/** Makes a tree of what Jaeger answers; undefined where there is not one span. */
export function readTrace(json: JaegerTrace): Trace | undefined {
  const spans = new Map(json.spans.map((span) => [span.spanID, readSpan(span, json)]));
  for (const { spanID, references } of json.spans) attach(spans, spanID, references ?? []);
  const all = [...spans.values()].sort(byStart);
  for (const span of all) span.children.sort(byStart);
  const roots = rootsOf(all);
  const [first] = roots;
  if (first === undefined) return undefined;
  return {
    id: json.traceID.padStart(32, '0'), // as logs have it; Jaeger shows an id of 64 bits in 16 digits
    roots,
    spans: roots.flatMap((root) => withDescendants<Span>(root)),
    startUs: all.reduce((least, { startUs }) => Math.min(least, startUs), Infinity),
    endUs: all.reduce((greatest, { endUs }) => Math.max(greatest, endUs), -Infinity),
  };
}

const byStart = (a: Span, b: Span): number => a.startUs - b.startUs || b.endUs - a.endUs;

function readSpan(span: JaegerSpan, { processes }: JaegerTrace): Growing {
  const process = processes[span.processID];
  const tags = textual(span.tags);
  const tag = (key: string): string | undefined => tags.find((each) => each.key === key)?.value;
  return {
    id: span.spanID,
    service: process?.serviceName ?? 'unknown',
    name: span.operationName,
    kind: tag('span.kind') ?? 'internal',
    startUs: span.startTime,
    endUs: span.startTime + span.duration,
    isError: tag('error') === 'true' || tag('otel.status_code') === 'ERROR',
    tags,
    resource: textual(process?.tags),
    events: (span.logs ?? []).map(({ timestamp, fields }) => ({ atUs: timestamp, fields: textual(fields) })),
    warnings: span.warnings ?? [],
    parent: undefined,
    children: [],
  };
}

/** Below its parent; a consumer that has only a link (FOLLOWS_FROM) is below what it is linked to. */
function attach(
  spans: ReadonlyMap<string, Growing>,
  id: string,
  references: NonNullable<JaegerSpan['references']>,
): void {
  const span = spans.get(id);
  const reference =
    references.find(({ refType }) => refType === 'CHILD_OF') ??
    references.find(({ spanID }) => spans.has(spanID));
  const parent = reference && spans.get(reference.spanID);
  if (span === undefined || parent === undefined || parent === span) return;
  span.parent = parent;
  parent.children.push(span);
}

/** Spans without a parent, and one of each circle: nothing of a trace that is broken may be missing. */
function rootsOf(spans: readonly Growing[]): Growing[] {
  const roots = spans.filter(({ parent }) => parent === undefined);
  const reached = new Set(roots.flatMap((root) => withDescendants(root)));
  for (const span of spans) {
    if (reached.has(span)) continue;
    if (span.parent) span.parent.children = span.parent.children.filter((child) => child !== span);
    span.parent = undefined;
    roots.push(span);
    for (const each of withDescendants(span)) reached.add(each);
  }
  return roots;
}

/** Without recursion: a broken trace may be nested deeper than the stack is. */
function withDescendants<Each extends { readonly children: readonly Each[] }>(span: Each): Each[] {
  const found: Each[] = [];
  const left = [span];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    found.push(next);
    for (const child of next.children.toReversed()) left.push(child);
  }
  return found;
}

/** How long the span itself was at work: its duration without the time that its children take of it. */
export function selfTimeUs({ startUs, endUs, children }: Span): number {
  let covered = 0;
  let upTo = startUs;
  for (const child of children) {
    const from = Math.max(upTo, child.startUs);
    const to = Math.min(endUs, child.endUs);
    if (to > from) covered += to - from;
    upTo = Math.max(upTo, to);
  }
  return endUs - startUs - covered;
}
