import { ENCODINGS } from './encodings';
import { cutText, MAX_VALUE_CHARS } from './text';

const { json, logfmt, ltsv } = ENCODINGS;
const LONG = 'plain text. '.repeat(100);

describe('a value in logfmt', () => {
  it.each(['info', '/orders/:id', '2026-11-22T10:00:00.123Z', 'a@b,c+d', '1.5', 'true', 'null'])(
    'that is one word stands bare: %s',
    (value) => expect(logfmt.text(value)).toBe(value),
  );

  it.each([
    ['', '""'],
    ['a b', '"a b"'],
    ['a=b', '"a=b"'],
    ['say "hi"', String.raw`"say \"hi\""`],
    [String.raw`C:\temp`, String.raw`"C:\\temp"`],
    ['a\nb\tc', String.raw`"a\nb\tc"`],
    ['ü', '"ü"'],
    ['👍', '"👍"'],
    ['a\u007Fb\u0085c\u2028d\u2029e', String.raw`"a\u007fb\u0085c\u2028d\u2029e"`],
    [`${LONG}\u007F`, `"${LONG}\\u007f"`],
    [`${LONG}\u0085ü`, `"${LONG}\\u0085ü"`],
    ['{}', '"{}"'],
  ])('that is more stands in quotes: %j', (value, written) => expect(logfmt.text(value)).toBe(written));
});

describe('a value in LTSV', () => {
  it.each(['', 'a b', 'a:b', 'say "hi"', 'ü 👍', LONG, `${LONG}"quoted"`, 'key=value'])(
    'without control characters and backslashes stands as it is: %j',
    (value) => expect(ltsv.text(value)).toBe(value),
  );

  it.each([
    ['a\tb\nc', String.raw`a\tb\nc`],
    [String.raw`C:\temp "x" \"`, String.raw`C:\\temp "x" \\"`],
    ['\u001B[31m', String.raw`\u001b[31m`],
    ['\u007F\u009F\u2028', String.raw`\u007f\u009f\u2028`],
    [`${LONG}\\"\n`, String.raw`${LONG}\\"\n`],
  ])('is escaped as in JSON, but for quotes: %j', (value, written) => expect(ltsv.text(value)).toBe(written));
});

describe('a value in JSON', () => {
  it.each(['', 'a b', 'say "hi"', 'a\\b', 'a\nb', 'ü 👍', LONG, '\u2028'])(
    'is what JSON.stringify makes of it: %j',
    (value) => expect(json.text(value)).toBe(JSON.stringify(value)),
  );
});

describe.each(Object.entries(ENCODINGS))('a value in %s', (_format, { text }) => {
  it.each([
    ['NUL, at which parsers end a value,', 'a\0b', 'a␀b'],
    ['half of a surrogate pair', 'a\uD83Db', 'a\uFFFDb'],
    ['NUL in a long text', `${LONG}\0`, `${LONG}␀`],
  ])('has a visible character for %s', (_what, value, replaced) => {
    expect(text(value)).toBe(text(replaced));
    expect(text(value)).not.toBe(value);
  });
});

describe('a text that is cut', () => {
  it('says how much is missing, and one that fits stays whole', () => {
    expect(cutText('abcdef', 4)).toBe('abcd…[2 characters cut]');
    expect(cutText('abcd', 4)).toBe('abcd');
    expect(cutText('x'.repeat(MAX_VALUE_CHARS))).toHaveLength(MAX_VALUE_CHARS);
  });

  it('keeps a surrogate pair together', () => {
    expect(cutText('abc👍d', 4)).toBe('abc…[3 characters cut]');
    expect(cutText('abc👍d', 5)).toBe('abc👍…[1 characters cut]');
  });
});
