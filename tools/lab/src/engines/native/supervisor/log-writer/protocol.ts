/** Raised with each change here or of what the log writer does: a supervisor of another version replaces a running one. */
export const LOG_WRITER_VERSION = 2;

export type LogRequest =
  | { readonly do: 'hello' }
  /** A process of this service is about to be started: its log begins with a new line. */
  | { readonly do: 'begin'; readonly name: string }
  /** Answered when all that the service has written so far is in its log. */
  | { readonly do: 'drain'; readonly name: string };

export interface LogReply {
  readonly version: number;
  /** Logs that cannot be written now, and why. */
  readonly troubles: readonly string[];
}
