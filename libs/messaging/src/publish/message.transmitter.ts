import { setTimeout as sleep } from 'node:timers/promises';
import { DomainError } from '@lab/contracts';
import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { type Attributes, type Context, type Span, trace } from '@opentelemetry/api';
import type { Channel } from 'amqplib';
import { BrokerConnection } from '../broker/broker-connection';
import { ConfirmedSender, type OutgoingMessage } from '../broker/confirmed-sender';
import { Redeclaration } from '../broker/redeclaration';
import { assertTopology } from '../broker/topology';
import { MESSAGING_OPTIONS, type ResolvedOptions } from '../messaging.options';
import { MessageMetrics } from '../telemetry/message-metrics';
import { MessageTracer, failSpan } from '../telemetry/message-tracer';
import { traceHeaders } from '../telemetry/trace-headers';
import { PublishFailed } from './publish-failed';
import { showUnconfirmed } from './unconfirmed.metric';

/**
 * The broker takes a deleted quorum queue down in the background. One of the same name that is declared within milliseconds
 * delivers nothing for a long time (seen with RabbitMQ 3.10).
 */
const REDECLARE_AFTER_MS = 700;

export interface TransmitOptions {
  /** For the send span, beside those of the conventions. */
  readonly attributes?: Attributes;
  /** Called after each failure: whether to send once more. */
  readonly again?: (failure: PublishFailed) => Promise<boolean>;
}

/** Everything that leaves this process as a message passes here: one send, one confirm, one span, one count. */
@Injectable()
export class MessageTransmitter implements OnModuleInit, OnApplicationShutdown {
  readonly #connection: BrokerConnection;
  readonly #sender: ConfirmedSender;
  readonly #redeclaration: Redeclaration;

  constructor(
    @Inject(MESSAGING_OPTIONS) private readonly options: ResolvedOptions,
    private readonly tracer: MessageTracer,
    private readonly metrics: MessageMetrics,
  ) {
    // a separate connection: a broker that refuses publishes stops reading their connection, acks included
    this.#connection = new BrokerConnection(options.url, `${options.service} publish`, {
      setup: async (channel) => {
        this.#sender.attach(channel);
        await this.#assertTopology(channel);
      },
      onWritable: () => {
        this.#sender.resume();
      },
    });
    this.#redeclaration = new Redeclaration(async () => {
      await sleep(REDECLARE_AFTER_MS);
      await this.#connection.aside((channel) => this.#assertTopology(channel));
    });
    const sender = new ConfirmedSender(this.#connection, options);
    this.#sender = sender;
    showUnconfirmed(() => sender.pending, options.registry);
  }

  onModuleInit(): void {
    this.#connection.open();
  }

  /** Last of all: handlers and relays that end in earlier hooks still publish. */
  async onApplicationShutdown(): Promise<void> {
    await this.#connection.close();
  }

  get isConnected(): boolean {
    return this.#connection.channel !== undefined;
  }

  /** Declares what the options name once more: exchange, queues or bindings were deleted while the process runs. */
  redeclare(): Promise<void> {
    return this.#redeclaration.run();
  }

  /**
   * Resolves on confirm, fails as ConfirmedSender does; the message carries on the trace of `parent`. After a failure
   * `again`, where given, decides whether it is sent once more: one span, however many tries.
   */
  async transmit(message: OutgoingMessage, parent: Context, options: TransmitOptions = {}): Promise<void> {
    const { exchange, routingKey, properties } = message;
    const span = this.tracer.startSend({ exchange, routingKey, messageId: properties.messageId }, parent);
    if (options.attributes !== undefined) span.setAttributes(options.attributes);
    const headers = {
      ...(properties.headers as object | undefined),
      ...traceHeaders(trace.setSpan(parent, span)),
    };
    try {
      await this.#sendUntilDone({ ...message, properties: { ...properties, headers } }, span, options);
    } catch (error) {
      failSpan(span, codeOf(error), String(error));
      throw error;
    } finally {
      span.end();
    }
  }

  async #sendUntilDone(message: OutgoingMessage, span: Span, { again }: TransmitOptions): Promise<void> {
    for (;;) {
      const startedAt = performance.now();
      const count = (outcome: string): void => {
        const seconds = (performance.now() - startedAt) / 1000;
        this.metrics.published({ message: message.routingKey, outcome }, seconds, span);
      };
      try {
        await this.#sender.send(message);
        count('confirmed');
        return;
      } catch (error) {
        count(codeOf(error).slice('messaging.'.length));
        if (!(error instanceof PublishFailed) || again === undefined || !(await again(error))) throw error;
      }
    }
  }

  #assertTopology(channel: Channel): Promise<void> {
    return assertTopology(channel, this.options.queues, this.options.retryDelaysSeconds);
  }
}

const codeOf = (error: unknown): string => (error instanceof DomainError ? error.code : 'messaging.bug');
