import { types } from 'node:util';

/** What a verb answers with. 0 held, 1 refuted, 2 wrong usage, 3 the machine is in the way. */
export type ExitCode = 0 | 1 | 2 | 3;
export const EXIT = { held: 0, refuted: 1, usage: 2, environment: 3 } as const satisfies Record<
  string,
  ExitCode
>;

/** A failure that the user can act on: printed as its message alone, without a stack. */
export abstract class LabError extends Error {
  abstract readonly exitCode: ExitCode;
}

/** The command line asks for something that does not exist or does not fit together. */
export class UsageError extends LabError {
  override readonly name = 'UsageError';
  readonly exitCode = EXIT.usage;
}

/** The machine, not the command line, is what keeps the lab from doing it. */
export class EnvironmentError extends LabError {
  override readonly name = 'EnvironmentError';
  readonly exitCode = EXIT.environment;
}

// Not instanceof: under Jest, Node's own errors are of another realm.
const { isNativeError } = types;

/** The system's code of an error (`ENOENT`, `ESRCH` …), if it carries one. */
export const codeOf = (error: unknown): string | undefined =>
  isNativeError(error) && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

export const messageOf = (error: unknown): string => (isNativeError(error) ? error.message : String(error));
