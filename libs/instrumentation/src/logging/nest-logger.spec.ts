import { fieldsOf, writtenBy } from '../../test/support/log-lines';
import { nestLogger } from './nest-logger';

const CONTEXT = 'OrderService';

describe("Nest's logger", () => {
  it('writes an object with its msg, and the context first', () => {
    const fields = fieldsOf((logger) => nestLogger(logger).log({ msg: 'draining', in_flight: 3 }, CONTEXT));
    expect(Object.entries(fields)).toEqual([
      ['msg', 'draining'],
      ['context', CONTEXT],
      ['in_flight', '3'],
    ]);
  });

  it('writes a text', () => {
    expect(fieldsOf((logger) => nestLogger(logger).warn('careful', CONTEXT))).toEqual({
      msg: 'careful',
      context: CONTEXT,
    });
  });

  it('writes an error, as such, in an object, and as message and stack', () => {
    const err = new Error('broken');
    const expected = { msg: 'broken', context: CONTEXT, 'err.message': 'broken', 'err.stack': err.stack };
    expect(fieldsOf((logger) => nestLogger(logger).error(err, CONTEXT))).toMatchObject(expected);
    expect(fieldsOf((logger) => nestLogger(logger).error({ err }, undefined, CONTEXT))).toMatchObject(
      expected,
    );
    expect(fieldsOf((logger) => nestLogger(logger).error('broken', err.stack, CONTEXT))).toMatchObject(
      expected,
    );
  });

  it('has a level of ours for each of its own', () => {
    const { records } = writtenBy('json', (logger) => {
      const nest = nestLogger(logger);
      for (const method of ['verbose', 'debug', 'log', 'warn', 'error', 'fatal'] as const) nest[method]('x');
    });
    expect(records.map(({ level }) => level)).toEqual(['trace', 'debug', 'info', 'warn', 'error', 'fatal']);
  });

  it('throws nothing, and says on the line what it could not do', () => {
    const hostile = Object.defineProperty({ msg: 'kept' }, 'a', {
      enumerable: true,
      get: () => {
        throw new Error('hostile');
      },
    });
    expect(fieldsOf((logger) => nestLogger(logger).log(hostile, CONTEXT))).toEqual({
      msg: 'kept',
      log_error: 'Error: hostile',
    });
    const { records } = writtenBy('json', (logger) => nestLogger(logger).debug(hostile), 'info');
    expect(records).toEqual([]);
  });
});
