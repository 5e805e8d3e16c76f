import { DomainError } from '@lab/contracts';

export type PublishFailedCode =
  | 'messaging.unroutable'
  | 'messaging.undeclared'
  | 'messaging.nacked'
  | 'messaging.refused'
  | 'messaging.denied'
  | 'messaging.timeout'
  | 'messaging.disconnected'
  | 'messaging.busy';

const text: Record<PublishFailedCode, string> = {
  'messaging.unroutable': 'no queue is bound for it',
  'messaging.undeclared': 'no queue is bound for it, and the broker does not let us declare one',
  'messaging.nacked': 'the broker refused it',
  'messaging.refused': 'the broker does not take such a message, or one that was sent beside it',
  'messaging.denied': 'the broker does not permit it, or a message that was sent beside it',
  'messaging.timeout': 'the broker did not confirm it in time',
  'messaging.disconnected': 'there is no connection to the broker',
  'messaging.busy': 'too many publishes wait for the broker',
};

/**
 * The broker did not confirm the message; publish it again later. With `messaging.timeout` and `messaging.disconnected` it
 * may have arrived all the same, so the consumer may see it twice. It is never sent after this was thrown, except for
 * what already lies in the socket's buffer.
 */
export class PublishFailed extends DomainError {
  readonly kind = 'unavailable';
  override readonly retryAfterSeconds = 1;

  constructor(
    readonly code: PublishFailedCode,
    routingKey: string,
    options?: ErrorOptions,
  ) {
    super(`publish of ${routingKey} failed: ${text[code]}`, { routingKey }, options);
  }
}
