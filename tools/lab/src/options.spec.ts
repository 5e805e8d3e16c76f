import { InvalidArgumentError } from 'commander';
import { duration, names, pulse, traceId, wholeNumber } from './options.ts';

const refusal = (parse: () => unknown): string => {
  let error: unknown;
  try {
    parse();
  } catch (caught) {
    error = caught;
  }
  // What commander reports as a mistake in the command line; anything else would be a bug with a stack.
  expect(error).toBeInstanceOf(InvalidArgumentError);
  return (error as InvalidArgumentError).message;
};

describe('a duration', () => {
  it.each([
    ['500ms', 500],
    ['30s', 30_000],
    ['5m', 300_000],
    ['0s', 0],
  ])('%s is %d ms', (text, ms) => {
    expect(duration()(text)).toBe(ms);
  });

  it.each(['', '5', 's', '-1s', '1.5s', '5h', '5 s', '1234567s'])('is not %j', (text) => {
    expect(refusal(() => duration()(text))).toMatch('such as 500ms, 30s or 5m');
  });

  it('stays within its bounds, which it names', () => {
    const bounded = duration(500, 60_000);
    expect([bounded('500ms'), bounded('1m')]).toEqual([500, 60_000]);
    expect(refusal(() => bounded('499ms'))).toMatch('from 500ms to 60s');
    expect(refusal(() => bounded('61s'))).toMatch('from 500ms to 60s');
    expect(refusal(() => duration(5000)('4s'))).toMatch('at least 5s');
  });
});

describe('a whole number', () => {
  it('stays within its bounds', () => {
    expect([wholeNumber(1, 10)('1'), wholeNumber(1, 10)('10')]).toEqual([1, 10]);
  });

  it.each(['', '0', '11', '-1', '1.5', '1e1', 'ten', ' 5'])('is not %j', (text) => {
    expect(refusal(() => wholeNumber(1, 10)(text))).toMatch('a whole number from 1 to 10');
  });
});

describe('names', () => {
  it('stand between commas, with or without blanks', () => {
    expect(names()('postgres, redis,')).toEqual(['postgres', 'redis']);
  });

  it('are at least one', () => {
    expect(refusal(() => names()(' , '))).toMatch('at least one');
  });

  it('are known ones, where these are given', () => {
    const known = names(['unit', 'int']);
    expect(known('int')).toEqual(['int']);
    expect(refusal(() => known('int,e2e'))).toMatch('Unknown: "e2e". Available: unit, int');
  });
});

describe('a trace id', () => {
  const ID = '0af7651916cd43dd8448eb211c80319c';

  it('is whole or the beginning of one, in lower case', () => {
    expect([traceId(ID), traceId(ID.slice(0, 8).toUpperCase())]).toEqual([ID, ID.slice(0, 8)]);
  });

  it.each(['', ID.slice(0, 7), `${ID}0`, 'my-order'])('is not %j', (text) => {
    expect(refusal(() => traceId(text))).toMatch('32 hexadecimal digits, or at least the first 8');
  });
});

describe('a pulse', () => {
  it('is on, then off', () => {
    expect(pulse('700ms/300ms')).toEqual({ onMs: 700, offMs: 300 });
  });

  it.each(['700ms', '700ms/', '700ms/300ms/1s', '700/300', '50ms/1s'])('is not %j', (text) => {
    expect(refusal(() => pulse(text))).toMatch(/It must be/);
  });
});
