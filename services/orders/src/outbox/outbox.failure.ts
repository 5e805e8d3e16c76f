import { DomainError, InvalidInput } from '@lab/contracts';
import { PublishFailed, type PublishFailedCode } from '@lab/messaging';
import type { OutboxMessage, Refused } from './outbox.repository';

/** A message that was not sent, and why. */
export interface Failure {
  readonly message: OutboxMessage;
  readonly error: unknown;
}

/** Sends that end with the message's own fault before it is parked: with their backoff about six seconds. */
const MAX_ATTEMPTS = 5;

const hasCode = ({ error }: Failure, codes: readonly PublishFailedCode[]): boolean =>
  error instanceof PublishFailed && codes.includes(error.code);

/** The connection's fault: it says nothing about the message. */
export const isTransportFailure = (failure: Failure): boolean =>
  hasCode(failure, ['messaging.disconnected', 'messaging.timeout', 'messaging.busy']);

/** The broker closed the channel because of one message, and all that were sent beside it failed too: which one only shows alone. */
export const isOfOneAmongAll = (failure: Failure): boolean =>
  hasCode(failure, ['messaging.refused', 'messaging.denied']);

/**
 * The fault of its queue or of our permissions: it affects every message alike and lasts until somebody fixes it, however long
 * that takes. Anything else is the message's own.
 */
const passes = (failure: Failure): boolean =>
  isTransportFailure(failure) ||
  hasCode(failure, ['messaging.nacked', 'messaging.undeclared', 'messaging.denied']);

/** The messages among these that no broker will ever take. */
export const refusedAmong = (failures: readonly Failure[]): Refused[] =>
  failures.filter(isPermanent).map(({ message: { id }, error }) => ({
    id,
    reason: error instanceof DomainError ? error.code : 'unpublishable',
    detail: reasonOf(error),
  }));

const isPermanent = (failure: Failure): boolean =>
  failure.error instanceof InvalidInput || (!passes(failure) && failure.message.attempts + 1 >= MAX_ATTEMPTS);

export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
