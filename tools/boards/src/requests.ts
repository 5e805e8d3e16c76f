import type { Panel, Store, Target } from './dashboard.ts';
import { interpolate, type Scope, type TimeRange, type Value } from './interpolate.ts';
import { intervalFor } from './interval.ts';

/** What is looked at: the same for all panels of a board. */
export interface View {
  readonly variables: Readonly<Record<string, Value>>;
  readonly range: TimeRange;
  /** How many points a graph has room for; 300 if absent. */
  readonly points?: number;
}

/** One GET of a store's HTTP API. */
export interface StoreRequest {
  readonly store: Store;
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  /** What comes back: `series` and `instant` as Prometheus answers (Loki too), `entries` are Loki's streams, `values` those of a label. */
  readonly answer: 'series' | 'instant' | 'exemplars' | 'entries' | 'traces' | 'trace' | 'values';
  /** The distance between two points; of `series` only. */
  readonly stepMs?: number;
}

const POINTS = 300;
const LOG_LINES = 500;
const LOKI_RANGE = '/loki/api/v1/query_range';

/** The scope that a target's texts are interpolated in. */
export function scopeOf({ panel, target, view }: { panel: Panel; target: Target; view: View }): Scope {
  const own = target.store === 'prometheus' ? target.interval : undefined;
  const points = Math.min(view.points ?? POINTS, panel.maxDataPoints ?? Infinity);
  const intervalMs = intervalFor({ range: view.range, points, least: own ?? panel.interval });
  return { variables: view.variables, range: view.range, intervalMs };
}

/** What to ask to show a target: one request as a rule, more where it has exemplars or is both instant and range. */
export function requestsOf(asked: { panel: Panel; target: Target; view: View }): StoreRequest[] {
  const { target } = asked;
  const scope = scopeOf(asked);
  if (target.store === 'prometheus') return prometheus(target, scope);
  if (target.store === 'loki') return [loki(target, scope)];
  return [jaeger(target, scope)];
}

function prometheus(target: Extract<Target, { store: 'prometheus' }>, scope: Scope): StoreRequest[] {
  const query = interpolate(target.expr, scope);
  const { start, end, step } = aligned(scope);
  const requests: StoreRequest[] = [];
  const add = (name: string, answer: StoreRequest['answer'], params: Record<string, string>): void => {
    requests.push({
      store: 'prometheus',
      path: `/api/v1/${name}`,
      params: { query, ...params },
      answer,
      ...(answer === 'series' && { stepMs: scope.intervalMs }),
    });
  };
  if (target.range ?? !target.instant) add('query_range', 'series', { start, end, step });
  if (target.instant) add('query', 'instant', { time: seconds(scope.range.to) });
  if (target.exemplar) add('query_exemplars', 'exemplars', { start, end });
  return requests;
}

function loki(target: Extract<Target, { store: 'loki' }>, scope: Scope): StoreRequest {
  const query = interpolate(target.expr, scope);
  if (target.queryType === 'instant')
    return {
      store: 'loki',
      path: '/loki/api/v1/query',
      params: { query, time: nanoseconds(scope.range.to) },
      answer: 'instant',
    };
  if (isLogQuery(query)) return linesRequest(query, { ...scope, limit: target.maxLines ?? LOG_LINES });
  const { step } = aligned(scope);
  return {
    store: 'loki',
    path: LOKI_RANGE,
    params: { query, ...inNanoseconds(scope.range), step },
    answer: 'series',
    stepMs: scope.intervalMs,
  };
}

/** The log lines that a query finds, from the newest back unless told otherwise. */
export const linesRequest = (
  query: string,
  {
    range,
    limit,
    direction = 'backward',
  }: { range: TimeRange; limit: number; direction?: 'backward' | 'forward' },
): StoreRequest => ({
  store: 'loki',
  path: LOKI_RANGE,
  params: { query, ...inNanoseconds(range), limit: String(limit), direction },
  answer: 'entries',
});

/** A metric query of LogQL begins with a function; one for lines with a selector. */
const isLogQuery = (query: string): boolean => /^[\s(]*\{/.test(query);

function jaeger(target: Extract<Target, { store: 'jaeger' }>, scope: Scope): StoreRequest {
  const text = (given: string): string => interpolate(given, scope);
  if (target.queryType === undefined)
    return {
      store: 'jaeger',
      path: `/api/traces/${encodeURIComponent(text(target.query))}`,
      params: {},
      answer: 'trace',
    };
  const filters = {
    service: text(target.service),
    operation: text(target.operation),
    minDuration: text(target.minDuration),
    maxDuration: text(target.maxDuration),
    tags: tagsOf(text(target.tags)),
  };
  return tracesRequest(filters, { ...scope, limit: target.limit });
}

/** What a trace has to have; what is empty or absent may be anything. Durations as Jaeger reads them: `50ms`. */
export interface TraceFilters {
  readonly service: string;
  readonly operation?: string;
  readonly minDuration?: string;
  readonly maxDuration?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

/** The latest traces that have it. */
export function tracesRequest(
  { tags = {}, ...texts }: TraceFilters,
  { range, limit }: { range: TimeRange; limit: number },
): StoreRequest {
  const given = Object.entries({
    ...texts,
    tags: Object.keys(tags).length === 0 ? '' : JSON.stringify(tags),
  });
  const params = {
    ...Object.fromEntries(given.filter(([, value]) => value !== '')),
    limit: String(limit),
    start: microseconds(range.from),
    end: microseconds(range.to),
  };
  return { store: 'jaeger', path: '/api/traces', params, answer: 'traces' };
}

/** `error=true http.route="/orders/{id}"` → { error: 'true', 'http.route': '/orders/{id}' } */
const tagsOf = (text: string): Record<string, string> =>
  Object.fromEntries(
    [...text.matchAll(/([^\s=]+)=(?:"((?:[^"\\]|\\.)*)"|(\S*))/g)].map(([, key = '', quoted, plain]) => [
      key,
      quoted?.replace(/\\(.)/g, '$1') ?? plain ?? '',
    ]),
  );

/** The same points whenever it is asked, so that a refresh does not make a graph wobble. */
function aligned({ range, intervalMs }: Scope): { start: string; end: string; step: string } {
  const at = (ms: number): string => seconds(Math.floor(ms / intervalMs) * intervalMs);
  return { start: at(range.from), end: at(range.to), step: String(intervalMs / 1000) };
}

const seconds = (ms: number): string => String(ms / 1000);
const microseconds = (ms: number): string => String(Math.round(ms) * 1000);
const nanoseconds = (ms: number): string => `${Math.round(ms)}000000`;
const inNanoseconds = ({ from, to }: TimeRange) => ({ start: nanoseconds(from), end: nanoseconds(to) });
