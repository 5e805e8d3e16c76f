import { isKey } from './key.ts';
import { isPlain, readPairs } from './plain.ts';

// Below the space, but for the tab, which is what separates.
const CONTROL = /[^\t -\uffff]/;
const PLAIN = /^[\w.-]+:[ -[\]-\uffff]*(?:\t[\w.-]+:[ -[\]-\uffff]*)*$/;
const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|(.?))/g;
const ESCAPED: Readonly<Record<string, string>> = {
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/** `label:value` between tabs; undefined for a line that is not exactly that, or that repeats a label. */
export function readLtsv(line: string): Map<string, string> | undefined {
  if (isPlain(line, PLAIN)) return readPairs(line, ':', '\t');
  if (CONTROL.test(line)) return undefined;
  const fields = new Map<string, string>();
  for (const part of line.split('\t')) {
    const colon = part.indexOf(':');
    const label = part.slice(0, Math.max(0, colon));
    const value = unescape(part.slice(colon + 1));
    if (value === undefined || !isKey(label) || fields.has(label)) return undefined;
    fields.set(label, value);
  }
  return fields;
}

/** JSON's escapes, but for that of the quote, which ends nothing here, and that of NUL, which no agent could keep. */
function unescape(text: string): string | undefined {
  if (!text.includes('\\')) return text;
  let bad = 0;
  const plain = text.replace(ESCAPE, (_, hex: string | undefined, letter: string | undefined) => {
    const character = hex === undefined ? ESCAPED[letter ?? ''] : String.fromCharCode(parseInt(hex, 16));
    if (character === undefined || character === '\0') bad += 1;
    return character ?? '';
  });
  return bad === 0 ? plain : undefined;
}
