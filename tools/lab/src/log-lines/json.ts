import { isPlain } from './plain.ts';
import { endOfQuoted } from './quoted.ts';

// Nothing escaped, no spaces between, numbers as JSON.stringify writes them: nearly all lines.
const VALUE = String.raw`(?:"[ !#-[\]-\uffff]*"|(?:0|[1-9]\d{0,14})(?:\.\d{0,5}[1-9])?|true|false)`;
const FIELD = String.raw`"[\w.-]+":${VALUE}`;
const PLAIN = new RegExp(`^\\{${FIELD}(?:,${FIELD})*\\}$`);
const COLON = /\s*:/y;
const QUOTE = 34;

/** One flat object; undefined for a line that is not exactly that, or that repeats a key. */
export function readJson(line: string): Map<string, string> | undefined {
  if (isPlain(line, PLAIN)) return readPlain(line);
  const object = line.startsWith('{') && line.endsWith('}') ? parse(line) : undefined;
  if (object === undefined) return undefined;
  const fields = new Map<string, string>();
  for (const [key, value] of Object.entries(object)) {
    const text = textOf(value);
    if (text === undefined) return undefined;
    fields.set(key, text);
  }
  // Of two equal keys JSON.parse keeps one and says nothing.
  return countKeys(line) === fields.size ? fields : undefined;
}

/** Three times as fast as JSON.parse and then the fields of its object one by one. */
function readPlain(line: string): Map<string, string> | undefined {
  const fields = new Map<string, string>();
  const last = line.length - 1;
  let count = 0;
  for (let at = 1; at < last; count += 1) {
    const endOfKey = line.indexOf('"', at + 1);
    const begin = endOfKey + 2;
    const isText = line.charCodeAt(begin) === QUOTE;
    const next = line.indexOf(isText ? '"' : ',', begin + 1);
    const end = next < 0 ? last : next;
    fields.set(line.slice(at + 1, endOfKey), line.slice(isText ? begin + 1 : begin, end));
    at = isText ? end + 2 : end + 1;
  }
  return fields.size === count ? fields : undefined;
}

function parse(line: string): object | undefined {
  try {
    return JSON.parse(line) as object;
  } catch {
    return undefined;
  }
}

/** NUL is no text: log agents, written in C, would cut a value there. */
function textOf(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return value.includes('\0') ? undefined : value;
    case 'number':
    case 'boolean':
      return String(value);
    default:
      return value === null ? '' : undefined;
  }
}

/** Of a line that JSON.parse has taken: all texts with a colon behind them. */
function countKeys(line: string): number {
  let count = 0;
  for (let at = line.indexOf('"'); at >= 0; at = line.indexOf('"', at + 1)) {
    at = endOfQuoted(line, at);
    COLON.lastIndex = at + 1;
    if (COLON.test(line)) count += 1;
  }
  return count;
}
