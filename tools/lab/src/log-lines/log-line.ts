import type { LogFormat, LogLevel, PARSE_ERRORS } from '@lab/contracts';

/** One line of a service, read. `(service, instance, seq)` names it for ever. */
export interface LogLine {
  readonly format: LogFormat;
  /** Everything on the line as text and in its order, the typed fields below too. JSON's null is ''. */
  readonly fields: ReadonlyMap<string, string>;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly level: LogLevel;
  readonly service: string;
  readonly instance: string;
  readonly seq: number;
  readonly msg: string;
  readonly traceId: string | undefined;
  readonly spanId: string | undefined;
}

/** Why a line is none: `syntax` is looked for first, then `fields`, then `time`. */
export type ParseError = (typeof PARSE_ERRORS)[number];
