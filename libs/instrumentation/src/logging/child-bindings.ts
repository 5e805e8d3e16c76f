import type { Logger } from 'pino';
import { pino } from 'pino';

type Internals = Record<typeof pino.symbols.chindingsSym, string>;

const parsed = new WeakMap<Logger, { readonly text: string; readonly fields: object }>();

/**
 * The fields of a child logger. pino keeps them as the inside of a JSON object, grandparents' first; they are read back once
 * for each logger, and again after `setBindings`.
 */
export const bindingsOf = (logger: Logger): object | undefined => {
  const text = (logger as unknown as Internals)[pino.symbols.chindingsSym];
  if (text === '') return undefined;
  const known = parsed.get(logger);
  if (known?.text === text) return known.fields;
  const fields = JSON.parse(`{${text.slice(1)}}`) as object;
  parsed.set(logger, { text, fields });
  return fields;
};
