import { LOG_LEVELS, type LogFormat, type LogLevel, REQUIRED_LOG_FIELDS } from '@lab/contracts';
import { readJson } from './json.ts';
import type { LogLine, ParseError } from './log-line.ts';
import { readLogfmt } from './logfmt.ts';
import { readLtsv } from './ltsv.ts';
import { readTime } from './time.ts';

type Fields = ReadonlyMap<string, string>;

const READERS = { json: readJson, logfmt: readLogfmt, ltsv: readLtsv } as const satisfies Record<
  LogFormat,
  (line: string) => Fields | undefined
>;

/**
 * Reads one line, or says why it is none. Without `format` it goes by how the line begins: then a line in another format
 * than its service is set to is read too, where the log agents, who know one format for each service, call it `syntax`.
 */
export function parseLogLine(line: string, format = formatOf(line)): LogLine | ParseError {
  const fields = format && READERS[format](line);
  return format && fields ? checked(format, fields) : 'syntax';
}

/** By what follows the first key. */
function formatOf(line: string): LogFormat | undefined {
  if (line.startsWith('{')) return 'json';
  const separator = /[^\w.-]/.exec(line)?.[0];
  if (separator === '=') return 'logfmt';
  return separator === ':' ? 'ltsv' : undefined;
}

function checked(format: LogFormat, fields: Fields): LogLine | ParseError {
  const text = (name: string): string => fields.get(name) ?? '';
  const [level, seq] = [text('level'), seqOf(text('seq'))];
  if (isLacking(fields) || !isLevel(level) || seq === undefined) return 'fields';
  const time = readTime(text('time'));
  if (time === undefined) return 'time';
  return {
    format,
    fields,
    time,
    level,
    service: text('service'),
    instance: text('instance'),
    seq,
    msg: text('msg'),
    traceId: fields.get('trace_id') || undefined,
    spanId: fields.get('span_id') || undefined,
  };
}

/** A message is the one that may be empty: a service may log fields and say nothing. */
function isLacking(fields: Fields): boolean {
  for (const name of REQUIRED_LOG_FIELDS) if (!fields.get(name) && name !== 'msg') return true;
  return !fields.has('msg');
}

const SEQ = /^[1-9]\d{0,15}$/;

const seqOf = (text: string): number | undefined =>
  SEQ.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : undefined;

const isLevel = (text: string): text is LogLevel => (LOG_LEVELS as readonly string[]).includes(text);
