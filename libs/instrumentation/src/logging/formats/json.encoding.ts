import type { Encoding } from './encoding';
import { cleanText } from './text';

// What JSON.stringify would only put between quotes. Of a longer text it knows that faster itself.
const PLAIN = /^[ !#-[\]-~]*$/;
const MAX_TESTED_CHARS = 64;

/** One flat JSON object. */
export const jsonEncoding: Encoding = {
  open: '{"',
  separator: ',"',
  assign: '":',
  close: '}\n',
  quote: '"',
  text: (value) =>
    value.length <= MAX_TESTED_CHARS && PLAIN.test(value) ? `"${value}"` : JSON.stringify(cleanText(value)),
};
