import { DatabaseError } from 'pg';
import { isPassing, postgresUnavailable, reasonOf } from './postgres-failure';

const answered = (code: string): DatabaseError =>
  Object.assign(new DatabaseError('failed', 6, 'error'), { code });

describe('a failed statement', () => {
  it.each([
    ['08006', 'lost connection'],
    ['08P01', 'PgBouncer that cannot reach the server'],
    ['25006', 'server that is read-only'],
    ['25P03', 'transaction that was idle for too long'],
    ['25P04', 'transaction that took too long'],
    ['40001', 'serialization failure'],
    ['40P01', 'deadlock'],
    ['40003', 'statement whose outcome is unknown'],
    ['53100', 'full disk'],
    ['53200', 'full memory'],
    ['53300', 'too many connections'],
    ['55000', 'database that accepts no connections'],
    ['55006', 'object in use'],
    ['55P03', 'lock that is held'],
    ['57014', 'statement timeout'],
    ['57P01', 'server that shuts down'],
    ['57P02', 'crash of another session'],
    ['57P03', 'server that starts up'],
    ['57P04', 'database that was dropped'],
    ['58030', 'I/O error'],
    ['72000', 'old snapshot'],
  ])('may succeed later after %s, a %s', (code) => {
    expect(isPassing(answered(code))).toBe(true);
  });

  it.each([
    ['22P02', 'value that is no UUID'],
    ['23505', 'violated constraint'],
    ['25001', 'transaction inside a transaction'],
    ['25P02', 'statement after a failed one'],
    ['42501', 'missing grant'],
    ['42601', 'syntax error'],
    ['42P01', 'missing table'],
    ['54001', 'statement that is too complex'],
    ['XX000', 'internal error'],
    ['XX002', 'corrupted index'],
  ])('is a bug after %s, a %s', (code) => {
    expect(isPassing(answered(code))).toBe(false);
  });

  it('is a bug after an answer without a state, as of a server that is no Postgres', () => {
    expect(isPassing(new DatabaseError('received invalid response: 48', 6, 'error'))).toBe(false);
  });

  it.each([
    ['mistake of ours', new TypeError('x is undefined')],
    ['mistake in how the driver is used', new Error('Query values must be an array')],
    ['text that quotes the driver', new Error('order said: Query read timeout')],
    ['thing that is no error', '57P01'],
  ])('is a bug after a %s', (_, error) => {
    expect(isPassing(error)).toBe(false);
  });
});

describe('an unavailable Postgres', () => {
  it('is told by the text of the failure, or by its code where it has none', () => {
    expect(reasonOf(new Error('went wrong'))).toBe('went wrong');
    expect(reasonOf(Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' }))).toBe('ECONNREFUSED');
    expect(reasonOf('text')).toBe('text');
  });

  it('keeps its cause, and says when to come back', () => {
    const cause = answered('25006');
    expect(postgresUnavailable(cause)).toMatchObject({
      kind: 'unavailable',
      code: 'orders.postgres_unavailable',
      retryAfterSeconds: 1,
      cause,
    });
  });
});
