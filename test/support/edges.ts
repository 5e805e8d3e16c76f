import type { Span } from './spans.ts';

/** What a span is, without the ids in its name: `orders server`, `orders client postgresql INSERT`, `inventory consumer`. */
export const describeSpan = ({ service, name, tags }: Span): string => {
  const kind = tags['span.kind'] ?? 'internal';
  const store = tags['db.system.name'] ?? tags['db.system'];
  const operation = store === undefined ? '' : ` ${store} ${operationOf(name, tags)}`;
  return `${service} ${kind}${operation}`;
};

/** The statement's verb: an INSERT inside a WITH is told by what the text says. */
const operationOf = (name: string, tags: Span['tags']): string => {
  const statement = (tags['db.query.text'] ?? tags['db.statement'] ?? name).toUpperCase();
  return /\b(INSERT|UPDATE|DELETE|SELECT|EVALSHA|EVAL|BEGIN|COMMIT)\b/.exec(statement)?.[1] ?? name;
};

/** Parent → child, as `gateway client → orders server`; a span without a parent has none. */
export const edgesOf = (spans: readonly Span[]): string[] => {
  const byId = new Map(spans.map((span) => [span.id, span]));
  return spans.flatMap((span) => {
    const parent = span.parent === undefined ? undefined : byId.get(span.parent);
    return parent ? [`${describeSpan(parent)} → ${describeSpan(span)}`] : [];
  });
};

/** Spans that name a parent which is not in the trace. */
export const orphansOf = (spans: readonly Span[]): Span[] => {
  const ids = new Set(spans.map(({ id }) => id));
  return spans.filter(({ parent }) => parent !== undefined && !ids.has(parent));
};

export const rootsOf = (spans: readonly Span[]): Span[] => spans.filter(({ parent }) => parent === undefined);
