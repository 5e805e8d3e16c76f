import { isKey } from './key.ts';
import { isPlain, readPairs } from './plain.ts';
import { endOfQuoted } from './quoted.ts';

const [SPACE, QUOTE] = [32, 34];
// Below the space is what JSON escapes. (Written as what it is not: the linter takes a range of control characters for a slip.)
const CONTROL = /[^ -\uffff]/;
const NOT_BARE = /[ "=\\]/;
const PLAIN = /^[\w.-]+=[!#-<>-[\]-\uffff]+(?: [\w.-]+=[!#-<>-[\]-\uffff]+)*$/;

/** `key=value` between single spaces; undefined for a line that is not exactly that, or that repeats a key. */
export function readLogfmt(line: string): Map<string, string> | undefined {
  if (isPlain(line, PLAIN)) return readPairs(line, '=', ' ');
  if (CONTROL.test(line)) return undefined;
  const fields = new Map<string, string>();
  let at = 0;
  do {
    const field = fieldAt(line, at);
    if (field === undefined || fields.has(field.key)) return undefined;
    fields.set(field.key, field.value);
    at = field.end + 1;
  } while (at <= line.length);
  return fields;
}

function fieldAt(line: string, at: number): { key: string; value: string; end: number } | undefined {
  const equals = line.indexOf('=', at);
  if (equals < 0) return undefined;
  const end = endOfValue(line, equals + 1);
  const [key, value] = [line.slice(at, equals), valueOf(line.slice(equals + 1, end))];
  const isEnded = end === line.length || line.charCodeAt(end) === SPACE;
  return isEnded && isKey(key) && value !== undefined ? { key, value, end } : undefined;
}

/** A quote that nothing closes takes in the rest of the line, and is then no value. */
function endOfValue(line: string, from: number): number {
  const last = line.charCodeAt(from) === QUOTE ? endOfQuoted(line, from) : line.indexOf(' ', from) - 1;
  return last < from ? line.length : last + 1;
}

function valueOf(text: string): string | undefined {
  if (text.charCodeAt(0) === QUOTE) return unquote(text);
  return text === '' || NOT_BARE.test(text) ? undefined : text;
}

function unquote(text: string): string | undefined {
  try {
    const value = JSON.parse(text) as string;
    return value.includes('\0') ? undefined : value; // as in JSON: no agent could keep it
  } catch {
    return undefined;
  }
}
