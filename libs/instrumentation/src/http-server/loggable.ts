import { ZodError } from 'zod';
import { isError } from '../logging/record/scalar';
import { hideUserInfo } from '../logging/redaction';
import { cut, MAX_CHARS } from './bounds';

const MAX_CAUSES = 5;

const isErrorLike = (value: unknown): value is Error =>
  typeof value === 'object' && value !== null && isError(value);

/** An error's message for a log line: bounded, without credentials, and without the input that some errors quote. */
export const messageOf = (error: Error): string => {
  // V8 quotes the text that is not JSON, zod the names of unknown fields
  if (error.name === 'SyntaxError') return 'not JSON';
  if (error instanceof ZodError) return `${error.issues.length} issues with the schema`;
  return hideUserInfo(cut(error.message, MAX_CHARS.message));
};

/** The reasons behind an error, from the nearest to the root: what the access log says about a 503. */
export const causesOf = (error: unknown): string | undefined => {
  const reasons: string[] = [];
  let next = isErrorLike(error) ? error.cause : undefined;
  while (isErrorLike(next) && reasons.length < MAX_CAUSES) {
    reasons.push(messageOf(next));
    next = next.cause;
  }
  return reasons.length > 0 ? cut(reasons.join(' <- '), MAX_CHARS.detail) : undefined;
};

/**
 * An unexpected error as it may be logged and put on a span: its class, code, message, stack and causes, each bounded.
 * A driver's other properties are left out: Postgres' `detail` is the whole row that it refused.
 */
export const loggable = (error: unknown, causes = MAX_CAUSES): Error => {
  if (!isErrorLike(error)) return new Error(cut(String(error), MAX_CHARS.message));
  const message = messageOf(error);
  const cause = error.cause !== undefined && causes > 0 && { cause: loggable(error.cause, causes - 1) };
  const copy = Object.setPrototypeOf(new Error(message, { ...cause }), prototypeOf(error)) as Error;
  copy.stack = `${error.name}: ${message}${cut(framesOf(error), MAX_CHARS.stack)}`;
  return Object.assign(copy, 'code' in error && { code: cut(String(error.code), MAX_CHARS.field) });
};

const prototypeOf = (error: Error): object => Object.getPrototypeOf(error) as object;

/** The stack without its first lines: V8 writes the whole message in front of the frames. */
const framesOf = (error: Error): string => error.stack?.match(/\n {4}at [^]*/)?.[0] ?? '';
