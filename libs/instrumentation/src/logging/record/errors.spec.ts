import { InvalidInput } from '@lab/contracts';
import { ownFields } from '../../../test/support/log-lines';

const chain = (length: number): Error => {
  let error = new Error(`cause ${length}`);
  for (let left = length - 1; left >= 0; left -= 1) error = new Error(`cause ${left}`, { cause: error });
  return error;
};

describe('an error on a line', () => {
  it('has its class, message, stack and scalar properties, and not what hangs on it', () => {
    class Refused extends TypeError {
      readonly code = 'E_REFUSED';
      readonly attempts = 3;
      readonly request = { headers: { a: 1 } };
    }
    const fields = ownFields({ failure: new Refused('no') });
    expect(fields).toEqual({
      'failure.type': 'Refused',
      'failure.message': 'no',
      'failure.stack': expect.stringMatching(/^(Type)?Error: no\n {4}at .*errors\.spec/s),
      'failure.code': 'E_REFUSED',
      'failure.attempts': '3',
    });
  });

  it('has its causes, of which five are shown', () => {
    const fields = ownFields({ err: chain(9) });
    expect(fields['err.cause.cause.cause.cause.cause.message']).toBe('cause 5');
    expect(Object.values(fields)).not.toContain('cause 6');
    expect(fields['fields_left_out']).toBe('1');
  });

  it('has a cause that is no error too', () => {
    expect(ownFields({ err: new Error('a', { cause: 'the moon' }) })).toMatchObject({
      'err.cause': 'the moon',
    });
    expect(ownFields({ err: new Error('a', { cause: { phase: { now: 3 } } }) })).toMatchObject({
      'err.cause.phase.now': '3',
    });
  });

  it('has the errors that it is made of, or that it names', () => {
    const several = new AggregateError([new Error('one'), 'two'], 'both');
    expect(ownFields({ err: several })).toMatchObject({
      'err.type': 'AggregateError',
      'err.errors.0.message': 'one',
      'err.errors.1': 'two',
    });
    const invalid = new InvalidInput([{ field: 'sku', message: 'is unknown' }]);
    expect(ownFields({ err: invalid })).toMatchObject({
      'err.type': 'InvalidInput',
      'err.kind': 'invalid',
      'err.errors.0.field': 'sku',
    });
  });

  it('that is its own cause is a circle', () => {
    const err = new Error('a');
    err.cause = err;
    expect(ownFields({ err })['err.cause']).toBe('[circular]');
  });

  it('of an abort or a timeout is told by its name', () => {
    expect(ownFields({ err: new DOMException('x', 'TimeoutError') })).toMatchObject({
      'err.type': 'TimeoutError',
    });
  });

  it('hides the credentials of URLs, in causes too', () => {
    const cause = Object.assign(new Error('amqp://lab:hunter2@rabbitmq'), {
      address: 'redis://:hunter2@redis',
    });
    const err = new Error('cannot reach amqp://lab:h@nter2@rabbitmq:5672/x', { cause });
    const fields = ownFields({ err });
    expect(fields['err.message']).toBe('cannot reach amqp://[redacted]@rabbitmq:5672/x');
    expect(fields['err.stack']).toContain('amqp://[redacted]@rabbitmq:5672/x');
    expect(fields['err.cause.message']).toBe('amqp://[redacted]@rabbitmq');
    expect(fields['err.cause.address']).toBe('redis://[redacted]@redis');
  });

  it('below five names is JSON text by the same rules', () => {
    const cause = Object.assign(new Error('http://u:p@h'), { password: 'x' });
    const text = ownFields({ a: { b: { c: { d: { e: { err: new Error('deep', { cause }) } } } } } });
    const { err } = JSON.parse(text['a.b.c.d.e'] ?? '') as { err: Record<string, unknown> };
    expect(err).toMatchObject({
      type: 'Error',
      message: 'deep',
      cause: { message: 'http://[redacted]@h', password: '[redacted]' },
    });
  });

  it('that is thrown about with hostile properties is still a line', () => {
    const err = new Error('odd');
    Object.defineProperty(err, 'message', {
      get: () => {
        throw new Error('no');
      },
    });
    Object.defineProperty(err, 'stack', { value: { not: 'a text' } });
    Object.defineProperty(err, 'constructor', { value: null });
    expect(ownFields({ err, n: 1 })).toEqual({ 'err.type': 'Error', 'err.message': '[unreadable]', n: '1' });
  });
});
