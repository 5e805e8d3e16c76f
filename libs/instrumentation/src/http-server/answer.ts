import { STATUS_CODES } from 'node:http';
import type { Problem } from '@lab/contracts';

/** A problem document and what goes with it. */
export interface Answer {
  readonly problem: Problem;
  readonly headers?: Readonly<Record<string, string>>;
  readonly retryAfterSeconds?: number;
  /** What went wrong, and its cause: for the access log and the span, never for the client. */
  readonly reason?: string;
  readonly cause?: string | undefined;
  /** A bug: nobody expected this error. */
  readonly isUnexpected: boolean;
}

export const problemOf = (status: number, code: string, detail: string): Problem => ({
  type: `about:blank#${code}`,
  title: STATUS_CODES[status] ?? 'Error',
  status,
  code,
  detail,
});
