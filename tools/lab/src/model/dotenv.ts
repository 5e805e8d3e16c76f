import { interpolate } from './interpolate.ts';
import { EnvironmentError, messageOf } from '../errors.ts';

const LINE = /^(?:export\s+)?([A-Za-z_][A-Za-z0-9_.-]*)\s*=\s*(.*)$/;

/**
 * An env file as Compose reads it: `KEY=value`, comments, `export`, 'literal' and "with \n and ${VARIABLES}".
 * `outer` (the environment) wins over the file wherever a value names a variable.
 */
export function parseDotenv(
  text: string,
  outer: Readonly<Record<string, string>>,
  file: string,
): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const content = line.trim();
    if (content === '' || content.startsWith('#')) continue;
    const [, name, raw] = LINE.exec(content) ?? [];
    if (name === undefined || raw === undefined) {
      throw new EnvironmentError(`${file}, line ${index + 1}: expected NAME=value`);
    }
    try {
      values[name] = unquote(raw, (variable) => outer[variable] ?? values[variable]);
    } catch (error) {
      throw new EnvironmentError(`${file}, line ${index + 1}: ${name}: ${messageOf(error)}`);
    }
  }
  return values;
}

function unquote(raw: string, lookup: (name: string) => string | undefined): string {
  const literal = /^'([^']*)'\s*(?:#.*)?$/.exec(raw)?.[1];
  if (literal !== undefined) return literal;
  const quoted = /^"((?:[^"\\]|\\.)*)"\s*(?:#.*)?$/.exec(raw)?.[1];
  if (quoted !== undefined) return interpolate(unescape(quoted), lookup);
  // Compose would read on in the next line, or refuse it; the quote is no part of the value in either case.
  if (/^['"]/.test(raw)) throw new Error('unbalanced quote: write \'…\' or "…" on one line');
  // A comment starts at a # after a blank: PASSWORD=a#b is a password with a # in it.
  return interpolate(raw.replace(/(^|\s+)#.*$/, ''), lookup);
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', $: '$$' };
const unescape = (text: string): string =>
  text.replace(/\\(.)/g, (_, character: string) => ESCAPES[character] ?? character);
