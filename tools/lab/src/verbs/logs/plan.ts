import type { LogLevel } from '@lab/contracts';
import { UsageError } from '../../errors.ts';
import type { ServiceModel } from '../../model/model.ts';

const LINES_OF_ALL = 20;

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

/** What the command line of `lab logs` says, parsed. */
export interface LogsOptions extends Pick<LogsPlan, 'lines' | 'level' | 'trace'> {
  readonly follow?: boolean;
  readonly raw?: boolean;
  readonly json?: boolean;
}

type Known = readonly Pick<ServiceModel, 'name' | 'environment'>[];

export function planLogs(names: readonly string[], known: Known, options: LogsOptions): LogsPlan {
  const { lines, follow = false } = options;
  const named = namesOf(names, known);
  const ours = named.filter((name) => known.some((service) => service.name === name && isOurs(service)));
  const filter = filterIn(options);
  const isFiltered = Object.keys(filter).length > 0;
  const isOverview = names.length === 0 && filter.trace === undefined;
  return {
    services: isFiltered ? ours : named, // the others cannot have such a line, and may be long
    ours,
    follow,
    ...(isOverview && { lines: LINES_OF_ALL }),
    ...(lines !== undefined && { lines }),
    ...filter,
    form: formOf(options),
    notes: isFiltered && names.length > 0 ? notesOn(named.filter((name) => !ours.includes(name))) : [],
  };
}

const filterIn = ({ level, trace }: LogsOptions): Pick<LogsPlan, 'level' | 'trace'> => ({
  ...(level !== undefined && { level }),
  ...(trace !== undefined && { trace }),
});

const notesOn = (passedOver: readonly string[]): string[] =>
  passedOver.map((name) => `the lines of ${name} have neither levels nor traces, so none is shown`);

/** Only services with our logger have this variable. */
const isOurs = ({ environment }: Known[number]): boolean => 'LOG_FORMAT' in environment;

function namesOf(names: readonly string[], known: Known): readonly string[] {
  const all = known.map(({ name }) => name);
  const unknown = names.find((name) => !all.includes(name));
  if (unknown !== undefined)
    throw new UsageError(`unknown service "${unknown}"; available: ${all.join(', ')}`);
  return names.length === 0 ? all : [...new Set(names)];
}

function formOf({ raw, json }: LogsOptions): Form {
  if (raw === true) return 'raw';
  return json === true ? 'json' : 'readable';
}
