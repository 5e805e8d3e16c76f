import { type ConfirmChannel, IllegalOperationError, type Message, type Options } from 'amqplib';
import { PublishFailed, type PublishFailedCode } from '../publish/publish-failed';

/** Options of one publish; always persistent and mandatory. */
export interface OutgoingMessage {
  /** '' is the default exchange, whose routing keys are queue names. */
  readonly exchange: string;
  readonly routingKey: string;
  readonly content: Buffer;
  readonly properties: Omit<Options.Publish, 'persistent' | 'mandatory'>;
}

/** Where to write now. */
export interface Outlet {
  readonly channel: ConfirmChannel | undefined;
  readonly isBlocked: boolean;
}

export interface SenderLimits {
  readonly publishTimeoutMs: number;
  readonly maxPendingPublishes: number;
}

interface Pending {
  readonly message: OutgoingMessage;
  readonly settle: (error?: Error) => void;
  /** The broker's answer before the confirm, or about its channel. */
  verdict?: PublishFailedCode | undefined;
}

/** Why the broker closes a channel because of a publish, by reply code: the message is larger than it takes, or may not be sent. */
const REFUSALS: Readonly<Record<number, PublishFailedCode>> = {
  406: 'messaging.refused',
  403: 'messaging.denied',
};
const BASIC_PUBLISH = { classId: 60, methodId: 40 } as const;

/**
 * Publishes and waits for the broker's confirm. Bounded in number and time: what cannot be written yet waits here, in order,
 * and fails when its time is over without ever being written.
 */
export class ConfirmedSender {
  /** Not yet written; a Set because those whose time is over leave from anywhere. */
  readonly #waiting = new Set<Pending>();
  /** Written and not settled, by what a `basic.return` tells of a message. */
  readonly #written = new Map<string, Set<Pending>>();
  #pendingCount = 0;
  #hasRoom = true;

  constructor(
    private readonly outlet: Outlet,
    private readonly limits: SenderLimits,
  ) {}

  /** Publishes that wait to be written or confirmed. */
  get pending(): number {
    return this.#pendingCount;
  }

  /** Resolves when the broker has taken responsibility, rejects with PublishFailed when not (RangeError: headers above 64 KiB). */
  send(message: OutgoingMessage): Promise<void> {
    const fail = (code: PublishFailedCode): PublishFailed => new PublishFailed(code, message.routingKey);
    if (this.#pendingCount >= this.limits.maxPendingPublishes) return Promise.reject(fail('messaging.busy'));
    return new Promise((resolve, reject) => {
      const pending: Pending = {
        message,
        settle: (error) => {
          clearTimeout(timer);
          if (!this.#forget(pending)) return;
          if (error === undefined) resolve();
          else reject(error);
        },
      };
      const timer = setTimeout(() => {
        pending.settle(fail(this.outlet.channel ? 'messaging.timeout' : 'messaging.disconnected'));
      }, this.limits.publishTimeoutMs);
      this.#pendingCount++;
      this.#waiting.add(pending);
      this.#flush();
    });
  }

  /** To be called with each new channel, before it is written to. */
  attach(channel: ConfirmChannel): void {
    channel.on('return', ({ fields, properties }: Message) => {
      // the same key twice is the same message to the same place: the broker returns either both or none
      const key = keyOf(fields.exchange, fields.routingKey, properties.messageId as unknown);
      for (const pending of this.#written.get(key) ?? []) pending.verdict = 'messaging.unroutable';
    });
    // comes before 'close', which fails all that was written; the broker does not say which one it means
    channel.on('error', (error: unknown) => {
      const verdict = refusalIn(error);
      for (const same of this.#written.values()) for (const pending of same) pending.verdict ??= verdict;
    });
  }

  /** To be called when the socket has room again or a channel was opened. */
  resume(): void {
    this.#hasRoom = true;
    this.#flush();
  }

  #flush(): void {
    for (const pending of this.#waiting) {
      const { channel } = this.outlet;
      if (channel === undefined || this.outlet.isBlocked || !this.#hasRoom) return;
      this.#waiting.delete(pending);
      this.#write(channel, pending);
    }
  }

  #write(channel: ConfirmChannel, pending: Pending): void {
    const { exchange, routingKey, content, properties } = pending.message;
    this.#track(pending);
    try {
      // false: the socket's buffer is full, nothing more is written until it drained
      this.#hasRoom = channel.publish(
        exchange,
        routingKey,
        content,
        { ...properties, persistent: true, mandatory: true },
        (error: Error | null) => {
          pending.settle(failureOf(pending, error));
        },
      );
    } catch (error) {
      const isClosed = error instanceof IllegalOperationError;
      pending.settle(isClosed ? new PublishFailed('messaging.disconnected', routingKey) : (error as Error));
    }
  }

  #track(pending: Pending): void {
    const key = keyOfMessage(pending.message);
    const same = this.#written.get(key);
    if (same === undefined) this.#written.set(key, new Set([pending]));
    else same.add(pending);
  }

  /** False when it was settled before: a late confirm of a publish whose time was over. */
  #forget(pending: Pending): boolean {
    const key = keyOfMessage(pending.message);
    const same = this.#written.get(key);
    const wasPending = this.#waiting.delete(pending) || same?.delete(pending) === true;
    if (same?.size === 0) this.#written.delete(key);
    if (wasPending) this.#pendingCount--;
    return wasPending;
  }
}

const refusalIn = (error: unknown): PublishFailedCode | undefined => {
  const { code = 0, classId, methodId } = error as { code?: number; classId?: number; methodId?: number };
  const isOfPublish = classId === BASIC_PUBLISH.classId && methodId === BASIC_PUBLISH.methodId;
  return isOfPublish ? REFUSALS[code] : undefined;
};

/** The broker confirms an unroutable message too, right after it returned it. */
const failureOf = ({ message, verdict }: Pending, error: Error | null): PublishFailed | undefined => {
  const { routingKey } = message;
  if (verdict !== undefined) return new PublishFailed(verdict, routingKey);
  if (error === null) return undefined;
  const code = error.message === 'message nacked' ? 'messaging.nacked' : 'messaging.disconnected';
  return new PublishFailed(code, routingKey, { cause: error });
};

const keyOf = (exchange: string, routingKey: string, messageId: unknown): string =>
  `${exchange}\n${routingKey}\n${String(messageId)}`;

const keyOfMessage = ({ exchange, routingKey, properties }: OutgoingMessage): string =>
  keyOf(exchange, routingKey, properties.messageId);
