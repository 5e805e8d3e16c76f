/** What a variable stands for: one value, several, or (`raw`) text that is put in as it is. */
export type Value = string | readonly string[] | { readonly raw: string };

/** Milliseconds since 1970. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

export interface Scope {
  readonly variables: Readonly<Record<string, Value>>;
  readonly range: TimeRange;
  /** The distance between two points of the answer. */
  readonly intervalMs: number;
}

/** Prometheus scrapes this often (prometheus/prometheus.yml), and the provisioned data source says so to Grafana. */
export const SCRAPE_INTERVAL_MS = 5000;

// $name, ${name}, ${name:format} and [[name]]. What begins with a digit is a group of label_replace.
const FORM = /\$(\w+)|\$\{(\w+)(?::(\w+))?\}|\[\[(\w+?)(?::(\w+))?\]\]/g;

/**
 * Puts variables and built-ins (`$__rate_interval`, `$__interval`, `$__range` and their `_ms` and `_s`) into a query, as Grafana's
 * Prometheus and Loki data sources do: several values become a regular expression. Throws on a variable that does not exist.
 */
export function interpolate(text: string, scope: Scope): string {
  const values: Readonly<Record<string, Value>> = { ...scope.variables, ...builtInsOf(scope) };
  return text.replace(FORM, (all, ...groups: (string | undefined)[]) => {
    const [name = '', as = 'query'] = named(groups);
    if (/^\d/.test(name)) return all;
    const value = values[name];
    if (value === undefined) throw new Error(`unknown variable "${name}" (${all})`);
    return format(value, as);
  });
}

/** Name and format, whichever of the three forms it is. */
const named = ([plain, braced, format, bracketed, bracketedFormat]: (string | undefined)[]): (
  string | undefined
)[] => [plain ?? braced ?? bracketed, format ?? bracketedFormat];

function builtInsOf({ range, intervalMs }: Scope): Readonly<Record<string, { raw: string }>> {
  const rangeMs = range.to - range.from;
  const rateMs = Math.max(intervalMs + SCRAPE_INTERVAL_MS, 4 * SCRAPE_INTERVAL_MS);
  const texts = {
    __interval: duration(intervalMs),
    __interval_ms: String(intervalMs),
    __auto: duration(intervalMs),
    __rate_interval: duration(rateMs),
    __rate_interval_ms: String(rateMs),
    __range: duration(Math.max(1000, rangeMs)),
    __range_s: String(Math.round(rangeMs / 1000)),
    __range_ms: String(rangeMs),
    __from: String(range.from),
    __to: String(range.to),
  };
  return Object.fromEntries(Object.entries(texts).map(([name, raw]) => [name, { raw }]));
}

const duration = (ms: number): string => (ms % 1000 === 0 ? `${ms / 1000}s` : `${Math.round(ms)}ms`);

const FORMATS: Readonly<Record<string, (values: readonly string[]) => string>> = {
  // One backslash for the regular expression, one for the quoted text that it stands in.
  query: (values) => alternatives(values.map((value) => quoted(escapeRegex(value)))),
  regex: (values) => alternatives(values.map(escapeRegex)),
  raw: (values) => values.join(','),
  text: (values) => values.join(' + '),
  csv: (values) => values.join(','),
  pipe: (values) => values.join('|'),
  json: (values) => JSON.stringify(values),
  doublequote: (values) => values.map((value) => `"${quoted(value)}"`).join(','),
  percentencode: (values) =>
    encodeURIComponent(values.length === 1 ? (values[0] ?? '') : `{${values.join(',')}}`),
};

function format(value: Value, name: string): string {
  const print = FORMATS[name];
  if (print === undefined)
    throw new Error(`unknown variable format "${name}"; supported: ${Object.keys(FORMATS).join(', ')}`);
  if (typeof value === 'string') return name === 'query' ? quoted(value) : print([value]);
  if ('raw' in value) return name === 'percentencode' ? encodeURIComponent(value.raw) : value.raw;
  return print(value);
}

const escapeRegex = (text: string): string => text.replace(/[\\^$*+?.()|[\]{}]/g, '\\$&');
const quoted = (text: string): string => text.replace(/[\\"]/g, '\\$&');
const alternatives = (values: readonly string[]): string =>
  values.length === 1 ? (values[0] ?? '') : `(${values.join('|')})`;
