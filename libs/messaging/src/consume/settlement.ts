import { DomainError, type ErrorKind } from '@lab/contracts';

export type Settle = 'ack' | 'retry' | 'park';

/** Settlement of a message whose handling failed; `reason` is the error's kind or a word of ours, `detail` its code and text. */
export type Settlement =
  | { readonly settle: 'ack' }
  | {
      readonly settle: 'retry';
      readonly delaySeconds: number;
      readonly reason: string;
      readonly detail: string;
    }
  | { readonly settle: 'park'; readonly reason: string; readonly detail: string };

const settleByKind = {
  invalid: 'park',
  not_found: 'park',
  conflict: 'ack', // "out of stock" is an answer, and the service has sent it
  unavailable: 'retry', // where messages that wait did not help: see Flow
} as const satisfies Record<ErrorKind, Settle>;

/** Decides by the error and the attempt that failed (from 1); `delays[n - 1]` is the pause after attempt n. */
export const settlementOf = (
  error: unknown,
  attempt: number,
  delaysSeconds: readonly number[],
): Settlement => {
  const detail = describe(error);
  // an unknown error is a bug, and some bugs pass: it is retried like an outage, then parked
  const reason = error instanceof DomainError ? error.kind : 'bug';
  const settle = reason === 'bug' ? 'retry' : settleByKind[reason];
  if (settle === 'ack') return { settle };
  if (settle === 'park') return { settle, reason, detail };
  const delaySeconds = delaysSeconds[attempt - 1];
  if (delaySeconds === undefined) return { settle: 'park', reason: 'attempts_exhausted', detail };
  return { settle, delaySeconds, reason, detail };
};

/** The text of a failure that says that something the handler needs is away; undefined for any other. */
export const outageIn = (error: unknown): string | undefined =>
  error instanceof DomainError && error.kind === 'unavailable' ? describe(error) : undefined;

const describe = (error: unknown): string => {
  if (error instanceof DomainError) return `${error.code}: ${error.message}`;
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
};
