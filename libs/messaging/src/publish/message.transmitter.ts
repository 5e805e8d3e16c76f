import { DomainError } from '@lab/contracts';
import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { type Context, trace } from '@opentelemetry/api';
import { BrokerConnection } from '../broker/broker-connection';
import { ConfirmedSender, type OutgoingMessage } from '../broker/confirmed-sender';
import { assertTopology } from '../broker/topology';
import { MESSAGING_OPTIONS, type ResolvedOptions } from '../messaging.options';
import { MessageMetrics } from '../telemetry/message-metrics';
import { MessageTracer, failSpan } from '../telemetry/message-tracer';
import { traceHeaders } from '../telemetry/trace-headers';

/** Everything that leaves this process as a message passes here: one send, one confirm, one span, one count. */
@Injectable()
export class MessageTransmitter implements OnModuleInit, OnApplicationShutdown {
  readonly #connection: BrokerConnection;
  readonly #sender: ConfirmedSender;

  constructor(
    @Inject(MESSAGING_OPTIONS) options: ResolvedOptions,
    private readonly tracer: MessageTracer,
    private readonly metrics: MessageMetrics,
  ) {
    // a connection of its own: a broker that refuses publishes stops reading their connection, acks included
    this.#connection = new BrokerConnection(options.url, `${options.service} publish`, {
      setup: async (channel) => {
        this.#sender.attach(channel);
        await assertTopology(channel, options.queues, options.retryDelaysSeconds);
      },
      onWritable: () => {
        this.#sender.resume();
      },
    });
    this.#sender = new ConfirmedSender(this.#connection, options);
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

  /** Resolves on confirm, fails as ConfirmedSender does; the message carries on the trace of `parent`. */
  async transmit(message: OutgoingMessage, parent: Context): Promise<void> {
    const { exchange, routingKey, properties } = message;
    const startedAt = performance.now();
    const span = this.tracer.startSend({ exchange, routingKey, messageId: properties.messageId }, parent);
    const headers = {
      ...(properties.headers as object | undefined),
      ...traceHeaders(trace.setSpan(parent, span)),
    };
    let outcome = 'confirmed';
    try {
      await this.#sender.send({ ...message, properties: { ...properties, headers } });
    } catch (error) {
      const code = error instanceof DomainError ? error.code : 'messaging.bug';
      outcome = code.slice('messaging.'.length);
      failSpan(span, code, String(error));
      throw error;
    } finally {
      span.end();
      this.metrics.published({ message: routingKey, outcome }, (performance.now() - startedAt) / 1000, span);
    }
  }
}
