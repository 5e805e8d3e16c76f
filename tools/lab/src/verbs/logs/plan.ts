import { LOG_LEVELS, type LogLevel } from '@lab/contracts';
import { UsageError } from '../../errors.ts';
import type { ServiceModel } from '../../model/model.ts';

const LINES_OF_ALL = 20;
/** A whole trace id, or as much of it as a readable line shows. */
const TRACE_ID = /^[0-9a-f]{8,32}$/i;

/** `raw`: as it was written. `json`: one object per line. */
export type Form = 'readable' | 'raw' | 'json';

export interface LogsPlan {
  /** Those that are read. */
  readonly services: readonly string[];
  /** Those among them that write lines of our formats. */
  readonly ours: readonly string[];
  readonly follow: boolean;
  /** How many of the last lines of each, counted after filtering; all if absent. */
  readonly lines?: number;
  readonly level?: LogLevel;
  /** Its id or the begin of it, in lower case. */
  readonly trace?: string;
  readonly form: Form;
  /** For the user, who named what can show nothing. */
  readonly notes: readonly string[];
}

type Options = Readonly<Record<string, unknown>>;
type Known = readonly Pick<ServiceModel, 'name' | 'environment'>[];

export function planLogs(names: readonly string[], known: Known, options: Options): LogsPlan {
  const named = namesOf(names, known);
  const ours = named.filter((name) => known.some((service) => service.name === name && isOurs(service)));
  const filter = { ...levelOf(options['level']), ...traceOf(options['trace']) };
  const isFiltered = Object.keys(filter).length > 0;
  const isOverview = names.length === 0 && filter.trace === undefined;
  return {
    services: isFiltered ? ours : named, // the others cannot have such a line, and may be long
    ours,
    follow: options['follow'] === true,
    ...(isOverview && { lines: LINES_OF_ALL }),
    ...linesOf(options['lines']),
    ...filter,
    form: formOf(options),
    notes: isFiltered && names.length > 0 ? notesOn(named.filter((name) => !ours.includes(name))) : [],
  };
}

const notesOn = (passedOver: readonly string[]): string[] =>
  passedOver.map((name) => `the lines of ${name} have neither levels nor traces, so none is shown`);

/** What our logger writes is set by this variable; no other part has it. */
const isOurs = ({ environment }: Known[number]): boolean => 'LOG_FORMAT' in environment;

function namesOf(names: readonly string[], known: Known): readonly string[] {
  const all = known.map(({ name }) => name);
  const unknown = names.find((name) => !all.includes(name));
  if (unknown !== undefined)
    throw new UsageError(`unknown service "${unknown}"; available: ${all.join(', ')}`);
  return names.length === 0 ? all : [...new Set(names)];
}

function linesOf(value: unknown): Pick<LogsPlan, 'lines'> {
  if (typeof value !== 'string') return {};
  const lines = Number(value);
  if (!/^\d+$/.test(value) || !Number.isSafeInteger(lines))
    throw new UsageError(`--lines: "${value}" is not a number of lines`);
  return { lines };
}

function levelOf(value: unknown): Pick<LogsPlan, 'level'> {
  if (typeof value !== 'string') return {};
  const level = LOG_LEVELS.find((known) => known === value);
  if (level === undefined)
    throw new UsageError(`--level: unknown level "${value}"; available: ${LOG_LEVELS.join(', ')}`);
  return { level };
}

function traceOf(value: unknown): Pick<LogsPlan, 'trace'> {
  if (typeof value !== 'string') return {};
  if (!TRACE_ID.test(value))
    throw new UsageError(
      `--trace: "${value}" is not a trace id: give 32 hexadecimal digits, or at least the first 8`,
    );
  return { trace: value.toLowerCase() };
}

function formOf(options: Options): Form {
  const [isRaw, isJson] = [options['raw'] === true, options['json'] === true];
  if (isRaw && isJson) throw new UsageError('use either --raw or --json, not both');
  if (isRaw) return 'raw';
  return isJson ? 'json' : 'readable';
}
