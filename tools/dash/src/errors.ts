import { types } from 'node:util';

/** The page cannot be served on this port. */
export class CannotListen extends Error {
  override readonly name = 'CannotListen';
}

// Not instanceof: under Jest, Node's own errors are of another realm.
const { isNativeError } = types;

/** The system's code of an error (`ENOENT`, `EADDRINUSE` …), if it carries one. */
export const codeOf = (error: unknown): string | undefined =>
  isNativeError(error) && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

export const messageOf = (error: unknown): string => (isNativeError(error) ? error.message : String(error));
