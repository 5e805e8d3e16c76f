import { printable, printableJson, printableLine, printableValue } from './printable.ts';

const HOSTILE = [
  '\u001b[2J',
  '\u009b31m',
  '\u001b]0;title\u0007',
  'a\rb',
  '\u0008',
  '\u007f',
  '\u202egnp.exe',
];

describe('what is printed', () => {
  it.each([
    ['\u001b[2J', '\\x1b[2J'],
    ['\u009b31m', '\\x9b31m'],
    ['a\r\n\tb\0', 'a\\r\\n\\tb\\x00'],
    ['\u202egnp.exe', '\\u202egnp.exe'],
    ['grüße 😀 日本', 'grüße 😀 日本'],
    ['C:\\new', 'C:\\new'],
  ])('shows %j as %s', (text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  it.each([
    ['202', '202'],
    ['', '""'],
    ['two words', '"two words"'],
    ['a=b', '"a=b"'],
    ['say "no"', '"say \\"no\\""'],
    ['C:\\new', 'C:\\new'],
    ['C:\\\new', '"C:\\\\\\new"'],
    ['no\u00a0break', '"no\u00a0break"'],
  ])('shows the value %j as %s', (value, shown) => {
    expect(printableValue(value)).toBe(shown);
  });

  it('keeps the columns of another program', () => {
    expect(printableLine('a\tb\u001b[0m')).toBe('a\tb\\x1b[0m');
  });

  it.each(HOSTILE)('leaves nothing of %j for a terminal to obey, in JSON neither', (text) => {
    for (const shown of [printable(text), printableValue(text), printableLine(text), printableJson({ text })])
      expect(shown).not.toMatch(/[\p{Cc}\u202a-\u202e]/u);
    expect(JSON.parse(printableJson({ text }))).toEqual({ text });
  });
});
