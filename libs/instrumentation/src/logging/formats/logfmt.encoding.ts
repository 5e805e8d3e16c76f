import type { Encoding } from './encoding';
import { quoteText } from './text';

const PLAIN = /^[A-Za-z0-9_.:/@+,-]+$/;

/** `key=value` pairs, one blank between them; what is more than a word stands in quotes. */
export const logfmtEncoding: Encoding = {
  open: '',
  separator: ' ',
  assign: '=',
  close: '\n',
  quote: '',
  text: (value) => (PLAIN.test(value) ? value : quoteText(value)),
};
