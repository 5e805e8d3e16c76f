import { LOG_FORMATS, LOG_LEVELS, REQUIRED_LOG_FIELDS } from '@lab/contracts';
import fc from 'fast-check';
import type { LogLine } from './log-line.ts';
import { parseLogLine } from './parse.ts';
import { encode, logLine } from './testing/encode.ts';

const read = (line: string): LogLine => {
  const parsed = parseLogLine(line);
  if (typeof parsed === 'string') throw new Error(`${parsed}: ${line}`);
  return parsed;
};

describe.each(LOG_FORMATS)('a line of ours in %s', (format) => {
  it('is read whole, in its order', () => {
    const line = read(
      logLine(format, { seq: 7, trace_id: 'a'.repeat(32), span_id: 'b'.repeat(16), 'err.type': 'Error' }),
    );
    expect(line).toMatchObject({
      format,
      time: Date.UTC(2026, 10, 24, 15, 15, 19, 123),
      level: 'info',
      service: 'orders',
      instance: 'host-1a2b3c4d',
      seq: 7,
      msg: 'listening',
      traceId: 'a'.repeat(32),
      spanId: 'b'.repeat(16),
    });
    expect([...line.fields.keys()]).toEqual([
      ...['time', 'level', 'service', 'instance', 'seq', 'msg', 'trace_id', 'span_id', 'err.type'],
    ]);
  });

  it('has no trace where it carries none', () => {
    expect(read(logLine(format)).traceId).toBeUndefined();
    expect(read(logLine(format, { trace_id: '' })).traceId).toBeUndefined();
  });

  it('keeps every value, whatever is in it', () => {
    const value = fc.oneof(
      fc
        .string({ unit: 'binary', maxLength: 12 })
        .filter((text) => text.isWellFormed() && !text.includes('\0')),
      fc.string({
        unit: fc.constantFrom(...Array.from('\t\n\r\\"=: {}u0nx\u001b\u0085\u2028')),
        maxLength: 12,
      }),
    );
    const key = fc.stringMatching(/^[A-Za-z0-9_.-]{1,8}$/);
    fc.assert(
      fc.property(fc.dictionary(fc.oneof(key, fc.constant('__proto__')), value), (own) => {
        const fields = read(logLine(format, own)).fields;
        for (const [name, text] of Object.entries(own)) expect(fields.get(name)).toBe(text);
      }),
      { examples: [[{ '1': 'a', x: '\\u0041' }]] },
    );
  });

  it('reads a value of ten million characters', () => {
    const value = `"\\ \n`.repeat(2_500_000);
    expect(read(logLine(format, { value })).fields.get('value')).toBe(value);
  });

  it.each(REQUIRED_LOG_FIELDS)('is none without %s', (name) => {
    const { [name]: _, ...rest } = Object.fromEntries(read(logLine(format)).fields);
    expect(parseLogLine(encode(format, rest))).toBe('fields');
    if (name !== 'msg') expect(parseLogLine(logLine(format, { [name]: '' }))).toBe('fields');
  });

  it('may say nothing', () => {
    expect(read(logLine(format, { msg: '', cause: 'none' })).msg).toBe('');
  });

  it('holds no NUL', () => {
    expect(parseLogLine(logLine(format, { a: 'b\0' }))).toBe('syntax');
    expect(read(logLine(format, { a: 'b\\u0000' })).fields.get('a')).toBe('b\\u0000');
  });

  it.each(['0', '-1', '1.5', '01', '9007199254740993', 'x'])('is none with %s for a seq', (seq) => {
    expect(parseLogLine(logLine(format, { seq }))).toBe('fields');
  });

  it('knows the levels of the contract and no others', () => {
    for (const level of LOG_LEVELS) expect(read(logLine(format, { level })).level).toBe(level);
    for (const level of ['INFO', '30', 'warning'])
      expect(parseLogLine(logLine(format, { level }))).toBe('fields');
  });

  it.each([
    '2026-11-24T15:15:19Z',
    '2026-11-24T15:15:19.123456Z',
    '2026-11-24T15:15:19.123+01:00',
    '2026-11-24 15:15:19.123Z',
    '2026-02-30T15:15:19.123Z',
    '2026-13-01T15:15:19.123Z',
    '2026-11-24T24:00:00.000Z',
    '2026-11-24T15:15:60.000Z',
    '1763997319123',
  ])('is none at %s', (time) => {
    expect(parseLogLine(logLine(format, { time }))).toBe('time');
    expect(parseLogLine(logLine(format, { time, level: 'loud' }))).toBe('fields');
  });

  it('is none where another line is glued to its end, or a key stands twice', () => {
    expect(parseLogLine(logLine(format) + logLine(format))).toBe('syntax');
    const twice = { json: '{"msg":"a","msg":"b",', logfmt: 'msg=a msg=b ', ltsv: 'msg:a\tmsg:b\t' }[format];
    for (const msg of ['c', 'c d', 'c\n"d']) {
      const rest = logLine(format, { msg });
      expect(parseLogLine(twice + (format === 'json' ? rest.slice(1) : rest))).toBe('syntax');
    }
  });

  it('is not well-formed in the other formats', () => {
    for (const other of LOG_FORMATS)
      if (other !== format) expect(parseLogLine(logLine(format), other)).toBe('syntax');
  });
});

describe('a line that is not well-formed', () => {
  const good = logLine('logfmt');
  const tabs = logLine('ltsv');
  it.each([
    '',
    ' ',
    'free text',
    '    at connect (net.js:1:2)',
    '2026-11-24 15:15:19.123 UTC [41] LOG:  checkpoint starting: time',
    'server started',
    `${good} `,
    ` ${good}`,
    `${good}  a=b`,
    `${good} word`,
    `${good} a=`,
    `${good} a= b`,
    `${good} a=b=c`,
    `${good} a=b"c`,
    `${good} a=b\\c`,
    `${good} a="b`,
    `${good} a="`,
    `${good} a="b\\"`,
    `${good} a="b"c`,
    `${good} a="b\\x"`,
    `${good} a="b\tc"`,
    `${good} a=b\tc`,
    `${good} ä=b`,
    `${good} =b`,
    `${good}\r`,
    `${tabs}\t`,
    `${tabs}\tword`,
    `${tabs}\t\ta:b`,
    `${tabs}\ta b:c`,
    `${tabs}\ta:\\x`,
    `${tabs}\ta:\\"`,
    `${tabs}\ta:\\U0041`,
    `${tabs}\ta:\\u00g1`,
    `${tabs}\ta:b\\`,
    `${tabs}\ta:\u001b[2J`,
    `${tabs}\r`,
    '{',
    '{}x',
    `${logLine('json')} `,
    '[]',
    logLine('json').slice(0, -1),
    `${logLine('json')}{}`,
    logLine('json').replace('{', '{"a":{},'),
    logLine('json').replace('{', '{"a":[],'),
    logLine('json').replace('{', "{'a':1,"),
    logLine('json').replace('{', '{"a":01,'),
    logLine('json').replace('{', '{"a" :1,"a":2,'),
    logLine('json').replace('{', '{"a":1,"\\u0061":2,'),
  ])('is one of wrong syntax: %j', (line) => {
    expect(parseLogLine(line)).toBe('syntax');
  });

  it('is not what only lacks our fields', () => {
    expect(parseLogLine('{}')).toBe('fields');
    expect(parseLogLine('a=b')).toBe('fields');
    expect(parseLogLine('Error: boom')).toBe('fields');
    expect(parseLogLine('Error: boom', 'logfmt')).toBe('syntax');
  });
});

describe('what JSON may look like besides', () => {
  it('has spaces, escapes, and values that are no text', () => {
    const json = `{ "a\\u0062" : "\\":", ${logLine('json').slice(1, -1)}, "n": 12.50, "t": true, "z": null }`;
    const { fields } = read(json);
    expect([fields.get('ab'), fields.get('n'), fields.get('t'), fields.get('z')]).toEqual([
      ...['":', '12.5', 'true', ''],
    ]);
  });

  it('has the same numbers however they are read', () => {
    const plain = read(logLine('json', { a: 0.5, b: 1e-7, c: 12.34, d: 1e21, e: -3 })).fields;
    const spaced = read(logLine('json', { a: 0.5, b: 1e-7, c: 12.34, d: 1e21, e: -3, s: '\n' })).fields;
    for (const key of 'abcde') expect(plain.get(key)).toBe(spaced.get(key));
  });
});
