import { z } from 'zod';

// What the lab reads of Grafana's dashboard JSON (classic schema). Keys that are not named here change looks only and are left
// unread; what would change meaning (a type, a transformation, a matcher) is refused by name in read-dashboard.ts.

/** Grafana writes absent values as null. */
const maybe = <T extends z.ZodType>(type: T) =>
  z.preprocess((value) => value ?? undefined, type.optional()) as z.ZodType<z.output<T> | undefined>;
const or = <T extends z.ZodType>(type: T, otherwise: z.output<T>) =>
  z.preprocess((value) => value ?? otherwise, type) as z.ZodType<z.output<T>>;

export const STORES = ['prometheus', 'loki', 'jaeger'] as const;

export const DataSource = z.object({ type: z.enum(STORES), uid: z.string() });

const shared = { refId: z.string(), hide: or(z.boolean(), false) };

export const PrometheusTarget = z.object({
  ...shared,
  expr: z.string().min(1),
  legendFormat: or(z.string(), ''),
  instant: or(z.boolean(), false),
  range: maybe(z.boolean()),
  exemplar: or(z.boolean(), false),
  format: or(z.enum(['time_series', 'table', 'heatmap']), 'time_series'),
  /** The shortest step, as Grafana writes durations: `15s`. */
  interval: maybe(z.string()),
});

export const LokiTarget = z.object({
  ...shared,
  expr: z.string().min(1),
  legendFormat: or(z.string(), ''),
  queryType: or(z.enum(['range', 'instant']), 'range'),
  maxLines: maybe(z.number().int().positive()),
});

export const JaegerTarget = z.object({
  ...shared,
  /** Absent: `query` is the id of a trace. */
  queryType: maybe(z.literal('search')),
  query: or(z.string(), ''),
  service: or(z.string(), ''),
  operation: or(z.string(), ''),
  /** As logfmt: `error=true http.route=/orders`. */
  tags: or(z.string(), ''),
  minDuration: or(z.string(), ''),
  maxDuration: or(z.string(), ''),
  limit: or(z.coerce.number().int().positive(), 20),
});

export const Link = z.object({
  title: or(z.string(), ''),
  url: z.string(),
  targetBlank: or(z.boolean(), false),
});

export const Threshold = z.object({ value: z.number().nullable(), color: z.string() });
const Thresholds = z.object({
  mode: or(z.enum(['absolute', 'percentage']), 'absolute'),
  steps: z.array(Threshold),
});

const Mapped = z.object({ text: maybe(z.string()), color: maybe(z.string()), index: maybe(z.number()) });
export const Mapping = z.discriminatedUnion('type', [
  z.object({ type: z.literal('value'), options: z.record(z.string(), Mapped) }),
  z.object({
    type: z.literal('range'),
    options: z.object({ from: maybe(z.number()), to: maybe(z.number()), result: Mapped }),
  }),
  z.object({ type: z.literal('regex'), options: z.object({ pattern: z.string(), result: Mapped }) }),
  z.object({
    type: z.literal('special'),
    options: z.object({
      match: z.enum(['true', 'false', 'null', 'nan', 'null+nan', 'empty']),
      result: Mapped,
    }),
  }),
]);

const Color = z.object({ mode: maybe(z.string()), fixedColor: maybe(z.string()) });

/** How the values of a field are shown. `custom` is the panel type's own. */
export const FieldConfig = z.object({
  unit: maybe(z.string()),
  decimals: maybe(z.number()),
  min: maybe(z.number()),
  max: maybe(z.number()),
  displayName: maybe(z.string()),
  description: maybe(z.string()),
  noValue: maybe(z.string()),
  color: maybe(Color),
  thresholds: maybe(Thresholds),
  mappings: or(z.array(Mapping), []),
  links: or(z.array(Link), []),
  custom: or(z.record(z.string(), z.unknown()), {}),
});

export const MATCHERS = ['byName', 'byRegexp', 'byFrameRefID'] as const;

export const Override = z.object({
  matcher: z.object({ id: z.enum(MATCHERS), options: z.string() }),
  properties: z.array(z.object({ id: z.string(), value: z.unknown().optional() })),
});

export const PANEL_TYPES = [
  'stat',
  'timeseries',
  'table',
  'bargauge',
  'logs',
  'heatmap',
  'state-timeline',
  'text',
  'row',
] as const;

export const Organize = z.object({
  excludeByName: or(z.record(z.string(), z.boolean()), {}),
  renameByName: or(z.record(z.string(), z.string()), {}),
  indexByName: or(z.record(z.string(), z.number()), {}),
});

export const Transformation = z.discriminatedUnion('id', [
  z.object({ id: z.literal('merge'), options: z.unknown().optional() }),
  z.object({ id: z.literal('organize'), options: Organize }),
]);
export const TRANSFORMATIONS = ['merge', 'organize'] as const;

export const Panel = z.object({
  id: z.number().int(),
  type: z.enum(PANEL_TYPES),
  title: or(z.string(), ''),
  description: or(z.string(), ''),
  /** Grafana's grid: 24 columns, rows of 30 pixels. */
  gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
  datasource: maybe(DataSource),
  targets: or(z.array(z.unknown()), []),
  interval: maybe(z.string()),
  maxDataPoints: maybe(z.number()),
  fieldConfig: or(
    z.object({ defaults: or(FieldConfig, FieldConfig.parse({})), overrides: or(z.array(Override), []) }),
    {
      defaults: FieldConfig.parse({}),
      overrides: [],
    },
  ),
  options: or(z.record(z.string(), z.unknown()), {}),
  transformations: or(z.array(Transformation), []),
  links: or(z.array(Link), []),
});

const Selection = z.union([z.string(), z.array(z.string())]);
const Option = z.object({ text: Selection, value: Selection });
export const VARIABLE_TYPES = ['query', 'custom'] as const;

export const Variable = z.object({
  type: z.enum(VARIABLE_TYPES),
  name: z.string().regex(/^\w+$/),
  label: maybe(z.string()),
  /** What is listed: `label_values(metric, label)`, or for `custom` the values, comma-separated. */
  query: z.preprocess(
    (query) => (typeof query === 'object' && query !== null && 'query' in query ? query.query : query),
    z.string(),
  ),
  regex: or(z.string(), ''),
  multi: or(z.boolean(), false),
  includeAll: or(z.boolean(), false),
  allValue: or(z.string(), ''),
  /** 0: shown with its label, 1: without, 2: not shown. */
  hide: or(z.number(), 0),
  current: z.preprocess(
    (current) =>
      current !== null && typeof current === 'object' && 'value' in current ? current : undefined,
    Option.partial({ text: true }).optional(),
  ),
});

export const Board = z.object({
  uid: z.string().min(1),
  title: z.string().min(1),
  description: or(z.string(), ''),
  tags: or(z.array(z.string()), []),
  time: or(z.object({ from: z.string(), to: z.string() }), { from: 'now-15m', to: 'now' }),
  refresh: or(z.union([z.string(), z.literal(false)]), ''),
  templating: or(z.object({ list: or(z.array(z.unknown()), []) }), { list: [] }),
  panels: z.array(z.unknown()),
});
