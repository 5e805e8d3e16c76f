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
  const range = { start: nanoseconds(scope.range.from), end: nanoseconds(scope.range.to) };
  const path = '/loki/api/v1/query_range';
  if (isLogQuery(query)) {
    const params = { query, ...range, limit: String(target.maxLines ?? LOG_LINES), direction: 'backward' };
    return { store: 'loki', path, params, answer: 'entries' };
  }
  const { step } = aligned(scope);
  return {
    store: 'loki',
    path,
    params: { query, ...range, step },
    answer: 'series',
    stepMs: scope.intervalMs,
  };
}

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
  const tags = tagsOf(text(target.tags));
  const given = {
    service: text(target.service),
    operation: text(target.operation),
    minDuration: text(target.minDuration),
    maxDuration: text(target.maxDuration),
    tags: Object.keys(tags).length === 0 ? '' : JSON.stringify(tags),
  };
  const params = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''));
  const range = { start: microseconds(scope.range.from), end: microseconds(scope.range.to) };
  return {
    store: 'jaeger',
    path: '/api/traces',
    params: { ...params, limit: String(target.limit), ...range },
    answer: 'traces',
  };
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
