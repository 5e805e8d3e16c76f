import { LOG_FORMATS, type LogFormat } from '@lab/contracts';
import type { Logger } from 'pino';
import { createLogger } from '../../src/logging/logger';
import { decodeLine } from './decode-line';

export interface Written {
  readonly lines: readonly string[];
  /** Each line's fields, as text. */
  readonly records: Record<string, string>[];
}

/** What a fresh logger of the format writes while `log` runs. */
export const writtenBy = (format: LogFormat, log: (logger: Logger) => void, level = 'trace'): Written => {
  const lines: string[] = [];
  const destination = { write: (line: string) => void lines.push(line) };
  log(createLogger({ service: 'orders', level, format, destination }));
  return { lines, records: lines.map((line) => decodeLine(format, line)) };
};

const HEAD = ['time', 'level', 'service', 'instance', 'seq'];

/** The fields of the one line that `log` writes, without its head: the same in all formats, or this throws. */
export const fieldsOf = (log: (logger: Logger) => void): Record<string, string> => {
  const each = LOG_FORMATS.map((format) => {
    const [record, ...more] = writtenBy(format, log).records;
    if (record === undefined || more.length > 0) throw new Error(`${more.length} lines too many`);
    return Object.entries(record).filter(([key]) => !HEAD.includes(key));
  });
  const [first, ...others] = each.map((fields) => JSON.stringify(fields));
  for (const other of others) if (other !== first) throw new Error(`${first}\nis not\n${other}`);
  return Object.fromEntries(each[0] ?? []);
};

/** The same of an object that is logged with the message `m`, which is left out. */
export const ownFields = (own: object): Record<string, string> => {
  const { msg: _msg, ...fields } = fieldsOf((logger) => logger.info(own, 'm'));
  return fields;
};
