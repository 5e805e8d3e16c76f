import type { LogFormat } from '@lab/contracts';

export type Fields = Readonly<Record<string, string | number>>;

// The contract's rules once more, as plainly as can be: the services' encoder is another project's, and this one is what
// the reader is held against.
const ENCODERS: Record<LogFormat, (fields: Fields) => string> = {
  json: (fields) => JSON.stringify(fields),
  logfmt: (fields) =>
    Object.entries(fields)
      .map(([key, value]) => `${key}=${bareOrQuoted(String(value))}`)
      .join(' '),
  ltsv: (fields) =>
    Object.entries(fields)
      .map(([key, value]) => `${key}:${JSON.stringify(String(value)).slice(1, -1).replaceAll('\\"', '"')}`)
      .join('\t'),
};

const bareOrQuoted = (value: string): string =>
  value === '' || /[\s"=\\\p{Cc}]/u.test(value) ? JSON.stringify(value) : value;

export const encode = (format: LogFormat, fields: Fields): string => ENCODERS[format](fields);

/** A whole line with what every line has; `fields` add to it and stand in for it. */
export const logLine = (format: LogFormat, fields: Fields = {}): string =>
  encode(format, {
    time: '2026-11-24T15:15:19.123Z',
    level: 'info',
    service: 'orders',
    instance: 'host-1a2b3c4d',
    seq: 1,
    msg: 'listening',
    ...fields,
  });
