/** Longer values are cut, in UTF-16 code units as `length` counts them. */
export const MAX_VALUE_CHARS = 128 * 1024;

const NUL = '\0';
const NUL_SYMBOL = '␀';

/** Well-formed, and without NUL, at which parsers written in C end a value. */
export const cleanText = (text: string): string => {
  const wellFormed = text.isWellFormed() ? text : text.toWellFormed();
  return wellFormed.includes(NUL) ? wellFormed.replaceAll(NUL, NUL_SYMBOL) : wellFormed;
};

/** At most so many characters, and how many more there were. */
export const cutText = (text: string, max = MAX_VALUE_CHARS): string => {
  if (text.length <= max) return text;
  const kept = text.slice(0, splitsPair(text, max) ? max - 1 : max);
  return `${kept}…[${text.length - kept.length} characters cut]`;
};

const splitsPair = (text: string, at: number): boolean =>
  /[\uD800-\uDBFF]/.test(text.charAt(at - 1)) && /[\uDC00-\uDFFF]/.test(text.charAt(at));

// JSON leaves these as they are, yet they are invisible, and U+0085, U+2028 and U+2029 are line ends to some readers.
const DELETE = '\u007F';
const CONTROL = /[\u007F-\u009F\u2028\u2029]/;
const CONTROLS = new RegExp(CONTROL, 'g');

/** In quotes and escaped as in JSON, but with no control character left. */
export const quoteText = (text: string): string => {
  const json = JSON.stringify(cleanText(text));
  return hasControls(json) ? json.replace(CONTROLS, escapeUnicode) : json;
};

const LONG_CHARS = 128;

/** Node counts bytes and finds one character many times faster than a regular expression looks at each. */
const hasControls = (text: string): boolean =>
  text.length > LONG_CHARS && Buffer.byteLength(text) === text.length
    ? text.includes(DELETE)
    : CONTROL.test(text);

const escapeUnicode = (character: string): string =>
  `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
