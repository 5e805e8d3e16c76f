import fc from 'fast-check';
import { runInNewContext } from 'node:vm';
import { LOG_FORMATS } from '@lab/contracts';
import { createLogger } from './logger';
import { fieldsOf, ownFields, writtenBy } from '../../test/support/log-lines';

const fail = (): never => {
  throw new Error('hostile');
};
const throwing = new Proxy(
  {},
  { get: fail, ownKeys: fail, getPrototypeOf: fail, has: fail, getOwnPropertyDescriptor: fail },
);
const revoked = (): object => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};
const getter = (key: string): object => Object.defineProperty({}, key, { get: fail, enumerable: true });

describe('a value that cannot be read', () => {
  it.each([
    ['a getter', getter('a'), { 'x.a': '[unreadable]' }],
    ['a Proxy', throwing, { x: '[unreadable]' }],
    ['a revoked Proxy', revoked(), { x: '[unreadable]' }],
    ['toJSON', { toJSON: fail }, { x: '[unreadable]' }],
    ['a date that is none', Object.create(Date.prototype), { x: '[unreadable]' }],
    ['a key of a Map', new Map([[{ toString: fail }, 1]]), { x: '[unreadable]' }],
    [
      'an object in what is deep',
      { b: { c: { d: { e: [1, throwing] } } } },
      { 'x.b.c.d.e': '[1,"[unreadable]"]' },
    ],
  ])('takes no other field with it: %s', (_what, x, fields) => {
    expect(ownFields({ before: 1, x, after: 2 })).toEqual({ before: '1', ...fields, after: '2' });
  });
});

describe('a log call that is given something hostile', () => {
  it.each<[string, object]>([
    ['a Proxy', throwing],
    ['a revoked Proxy', revoked()],
    ['a getter that pino itself calls', getter('method')],
    ['an object that is an error by name only', Object.create(Error.prototype) as object],
  ])('writes a line that keeps the message: %s', (_what, own) => {
    expect(fieldsOf((logger) => logger.warn(own, 'kept'))).toMatchObject({ msg: 'kept' });
  });

  it('says why there are no fields', () => {
    expect(fieldsOf((logger) => logger.info(throwing, 'kept'))).toEqual({
      msg: 'kept',
      log_error: 'Error: hostile',
    });
    expect(fieldsOf((logger) => logger.info(throwing))).toMatchObject({ msg: 'a log call failed' });
    expect(fieldsOf((logger) => logger.info(Object.assign(getter('method'), { msg: 'mine' })))).toMatchObject(
      { msg: 'mine' },
    );
  });

  it('writes what it can of arguments that are no texts', () => {
    expect(fieldsOf((logger) => logger.info('%d pieces', Symbol('many') as never))).toMatchObject({
      msg: '%d pieces',
      log_error: expect.stringContaining('TypeError'),
    });
    expect(fieldsOf((logger) => logger.info(Symbol('s') as never))).toEqual({ msg: '' });
    expect(fieldsOf((logger) => logger.info({ msg: { a: 1 } }))).toEqual({ msg: '{"a":1}' });
    expect(fieldsOf((logger) => logger.info({ msg: getter('a') }))).toEqual({ msg: '{"a":"[unreadable]"}' });
    expect(fieldsOf((logger) => logger.info(null as never))).toEqual({ msg: 'null' });
    expect(fieldsOf((logger) => logger.info(12n as never))).toEqual({ msg: '12' });
  });

  it('understands an error of another realm', () => {
    const foreign = runInNewContext(`Object.assign(new Error('far away'), { code: 'E1' })`) as object;
    expect(fieldsOf((logger) => logger.error(foreign))).toMatchObject({
      msg: 'far away',
      'err.type': 'Error',
      'err.message': 'far away',
      'err.code': 'E1',
    });
  });

  it('does not throw although its destination does', () => {
    const written: string[] = [];
    let isBroken = true;
    const write = (line: string): void => {
      if (isBroken) fail();
      written.push(line);
    };
    const logger = createLogger({ service: 'x', level: 'info', format: 'json', destination: { write } });
    logger.info('lost');
    isBroken = false;
    logger.info('there');
    expect(written).toHaveLength(1);
  });

  it('leaves no gap and no double in the numbers, also when a getter logs', () => {
    for (const format of LOG_FORMATS) {
      const { records } = writtenBy(format, (logger) => {
        const chatty = {
          get a() {
            logger.info('from a getter');
            return 1;
          },
        };
        for (const own of [{}, throwing, chatty, getter('a'), revoked(), { a: { toJSON: fail } }])
          logger.info(own, 'm');
        logger.info('%d', Symbol('x') as never);
      });
      const numbers = records.map(({ seq }) => Number(seq)).sort((a, b) => a - b);
      expect(numbers).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    }
  });
});

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom(...'\0 \t \n \r " \\ = : \u007F \u0085 \u2028 \uD800 \uDC00 x'.split(' '), ' '),
  }),
);
const anyValue = fc.anything({
  ...{
    key: anyText,
    values: [anyText, fc.integer(), fc.double(), fc.boolean(), fc.constant(null), fc.bigInt()],
  },
  ...{ withBigInt: true, withDate: true, withMap: true, withSet: true, withTypedArray: true },
  ...{ withNullPrototype: true, withSparseArray: true, withBoxedValues: true, maxDepth: 8 },
});

/** What becomes of a text on every line. */
const shown = (text: string): string => text.toWellFormed().replaceAll('\0', '␀');

describe('whatever is logged', () => {
  it('is one line with the same fields in every format', () => {
    fc.assert(
      fc.property(fc.dictionary(anyText, anyValue), anyText, (own, message) => {
        expect(fieldsOf((logger) => logger.info(own, message))['msg']).toBe(shown(message));
      }),
      { numRuns: 500 },
    );
  });

  it('comes back as it was, where it is text', () => {
    fc.assert(
      fc.property(anyText, (value) => expect(ownFields({ value })).toEqual({ value: shown(value) })),
      { numRuns: 1000 },
    );
  });
});
