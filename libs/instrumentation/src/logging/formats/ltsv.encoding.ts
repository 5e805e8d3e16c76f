import type { Encoding } from './encoding';
import { quoteText } from './text';

// ASCII without its control characters and the backslash. A longer text goes through JSON faster than through this.
const PLAIN = /^[ -[\]-~]*$/;
const MAX_TESTED_CHARS = 64;

const ESCAPED_QUOTE = '\\"';
const ESCAPED_QUOTES_AND_BACKSLASHES = /\\["\\]/g;

/** `label:value` pairs between tabs. A value may be anything but a control character, so most are written as they are. */
export const ltsvEncoding: Encoding = {
  open: '',
  separator: '\t',
  assign: ':',
  close: '\n',
  quote: '',
  text: (value) => (value.length <= MAX_TESTED_CHARS && PLAIN.test(value) ? value : escaped(value)),
};

const escaped = (value: string): string => {
  const text = quoteText(value).slice(1, -1);
  return text.includes(ESCAPED_QUOTE) ? text.replace(ESCAPED_QUOTES_AND_BACKSLASHES, withoutEscape) : text;
};

/** A quote needs no escape where no quote ends a value; a backslash keeps its own. */
const withoutEscape = (pair: string): string => (pair === ESCAPED_QUOTE ? '"' : pair);
