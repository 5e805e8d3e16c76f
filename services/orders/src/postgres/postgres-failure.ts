import { Unavailable } from '@lab/contracts';
import { DatabaseError } from 'pg';

/**
 * SQLSTATE classes about the server's state rather than the statement, so that the same statement may succeed later
 * (https://www.postgresql.org/docs/current/errcodes-appendix.html). All others are bugs of ours, also where time might heal
 * them: 42 (a table or a grant is missing), 23, 22, and XX, an internal error or corrupted data, which somebody has to see.
 * 28 (a wrong password) and 3D (no such database) are not listed: they can only refuse a connection, see `Database`.
 */
const PASSING_CLASSES = [
  '08', // connection exception; PgBouncer answers 08P01 when it cannot reach the server
  '40', // rolled back: serialization failure, deadlock, a conflict with recovery on a standby
  '53', // insufficient resources: disk full, out of memory, too many connections
  '55', // not in the state that is needed: locked, in use, not accepting connections
  '57', // operator intervention: shutdown, crash of another session, start, statement timeout
  '58', // the system around Postgres: I/O errors
  '72', // snapshot too old
];

/** Class 25 is about the state of a transaction. Most of it would be our mistake, but not these. */
const PASSING_CODES = [
  '25006', // read-only: a standby, a demoted primary, or default_transaction_read_only
  '25P03', // idle in transaction for too long: this process was stopped inside one
  '25P04', // transaction timeout
];

/** Of `query_timeout`: the driver marks it by nothing else. A test provokes it, so an update that changes it is noticed. */
const READ_TIMEOUT = 'Query read timeout';

/** Whether a statement that failed so may succeed later, although nobody changes it. */
export const isPassing = (error: unknown): boolean => {
  if (!(error instanceof DatabaseError)) return error instanceof Error && error.message === READ_TIMEOUT;
  const { code = '' } = error;
  return PASSING_CODES.includes(code) || PASSING_CLASSES.includes(code.slice(0, 2));
};

/** Seconds: most failures of this kind are over by then, or last much longer. */
const RETRY_AFTER_SECONDS = 1;

export const postgresUnavailable = (cause: unknown): Unavailable =>
  new Unavailable('orders.postgres_unavailable', `Postgres: ${reasonOf(cause)}`, RETRY_AFTER_SECONDS, {
    cause,
  });

/** An error's text; Node leaves the message empty where it tried several addresses, and sets only the code. */
export const reasonOf = (error: unknown): string => {
  if (!isError(error)) return String(error);
  return error.message || ('code' in error ? String(error.code) : error.name);
};

/** Not instanceof: an error that Node makes is of another realm where tests run. */
const isError = (error: unknown): error is Error =>
  Object.prototype.toString.call(error) === '[object Error]';
