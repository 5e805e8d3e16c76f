import { EVENTS_EXCHANGE, type Envelope, InvalidInput, type MessageContract, envelop } from '@lab/contracts';
import { Inject, Injectable } from '@nestjs/common';
import { type Attributes, context } from '@opentelemetry/api';
import type { OutgoingMessage } from '../broker/confirmed-sender';
import { MESSAGING_OPTIONS, type ResolvedOptions } from '../messaging.options';
import { contextOf } from '../telemetry/trace-headers';
import { MessageTransmitter } from './message.transmitter';
import { PublishFailed } from './publish-failed';

/** Sends messages: each call ends when the broker has taken responsibility for the message, or rejects with PublishFailed. */
@Injectable()
export class MessagePublisher {
  constructor(
    @Inject(MESSAGING_OPTIONS) private readonly options: ResolvedOptions,
    private readonly transmitter: MessageTransmitter,
  ) {}

  /**
   * Sends a new message in the current trace. With `id`, a repeated publish can be recognised as the same message. Rejects with
   * a ZodError when the body breaks its contract, with InvalidInput when it is larger than maxMessageBytes.
   */
  async publish<B>(contract: MessageContract<B>, body: B, options: { id?: string } = {}): Promise<void> {
    await this.send(envelop(contract, body, options.id));
  }

  /** Sends a message as it was stored; given an `origin`, in the trace in which it was stored, not the current one. `attributes` are for its span. */
  async send(
    envelope: Envelope,
    origin?: { traceparent: string },
    attributes: Attributes = {},
  ): Promise<void> {
    await this.transmitter.transmit(
      this.#outgoing(envelope),
      origin === undefined ? context.active() : contextOf(origin),
      { attributes, again: this.#onceDeclared() },
    );
  }

  /** An unroutable message is sent once more after the topology was declared again: somebody has deleted its queue or binding. */
  #onceDeclared(): (failure: PublishFailed) => Promise<boolean> {
    let isDeclared = false;
    return async ({ code, details: { routingKey } }) => {
      if (code !== 'messaging.unroutable' || isDeclared) return false;
      try {
        await this.transmitter.redeclare();
      } catch (cause) {
        throw new PublishFailed('messaging.undeclared', String(routingKey), { cause });
      }
      return (isDeclared = true);
    };
  }

  #outgoing(envelope: Envelope): OutgoingMessage {
    const content = Buffer.from(JSON.stringify(envelope));
    if (content.length > this.options.maxMessageBytes) {
      const message = `${content.length} bytes, at most ${this.options.maxMessageBytes} are taken`;
      throw new InvalidInput([{ field: 'body', message }], 'messaging.too_large');
    }
    return {
      exchange: EVENTS_EXCHANGE,
      routingKey: envelope.name,
      content,
      properties: {
        messageId: envelope.id,
        contentType: 'application/json',
        type: `${envelope.name}.v${envelope.version}`,
      },
    };
  }
}
