import { isPostgresAway, reasonOf } from './postgres-failure';

const withCode = (code: string): Error => Object.assign(new Error('failed'), { code });

describe('a Postgres failure', () => {
  it.each([
    ['refused connection', withCode('ECONNREFUSED')],
    ['every address refused', new AggregateError([withCode('ECONNREFUSED'), withCode('ECONNREFUSED')])],
    ['name that does not resolve', withCode('ENOTFOUND')],
    ['server that starts up', withCode('57P03')],
    ['server that shuts down', withCode('57P01')],
    ['statement timeout', withCode('57014')],
    ['too many connections', withCode('53300')],
    ['deadlock', withCode('40P01')],
    ['exhausted pool', new Error('timeout exceeded when trying to connect')],
    ['connection cut', new Error('Connection terminated unexpectedly')],
    ['server that hangs', new Error('Query read timeout')],
  ])('passes by itself: %s', (_, error) => {
    expect(isPostgresAway(error)).toBe(true);
  });

  it.each([
    ['syntax error', withCode('42601')],
    ['missing table', withCode('42P01')],
    ['violated constraint', withCode('23505')],
    ['mistake of ours', new TypeError('x is undefined')],
    ['no error at all', 'ECONNREFUSED'],
  ])('is a bug: %s', (_, error) => {
    expect(isPostgresAway(error)).toBe(false);
  });

  it('is told by its text, or by its code where it has none', () => {
    expect(reasonOf(new Error('went wrong'))).toBe('went wrong');
    expect(reasonOf(Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' }))).toBe('ECONNREFUSED');
    expect(reasonOf('text')).toBe('text');
  });
});
