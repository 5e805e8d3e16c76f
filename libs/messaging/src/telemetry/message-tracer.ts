import { ATTRIBUTES } from '@lab/contracts';
import {
  type Attributes,
  type Context,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';

/** Attributes of a consumer's span for the delivery it handles. */
export interface DeliveryFacts {
  readonly queue: string;
  readonly exchange: string;
  readonly routingKey: string;
  readonly deliveryTag: number;
  readonly messageId: string | undefined;
  readonly attempt: number;
}

/** Attributes of a producer's span for the message it sends. */
export interface SendFacts {
  readonly exchange: string;
  readonly routingKey: string;
  readonly messageId: string | undefined;
}

/**
 * Spans of messages by OpenTelemetry's messaging conventions for RabbitMQ; one per send, one per handling, no more. Their attributes are
 * set once the sampler has decided: the SDK checks those that it is given to start with twice, also for spans that are not kept.
 */
export class MessageTracer {
  readonly #tracer = trace.getTracer('@lab/messaging');
  readonly #server: Attributes;

  constructor(brokerUrl: string) {
    const { hostname, port, protocol } = new URL(brokerUrl);
    this.#server = {
      'messaging.system': 'rabbitmq',
      'server.address': hostname,
      'server.port': port === '' ? (protocol === 'amqps:' ? 5671 : 5672) : Number(port),
    };
  }

  startSend({ exchange, routingKey, messageId }: SendFacts, parent: Context): Span {
    const span = this.#tracer.startSpan(`send ${routingKey}`, { kind: SpanKind.PRODUCER }, parent);
    if (!span.isRecording()) return span;
    return span.setAttributes({
      ...this.#server,
      'messaging.operation.type': 'send',
      'messaging.operation.name': 'send',
      'messaging.destination.name': destination(exchange, routingKey),
      'messaging.rabbitmq.destination.routing_key': routingKey,
      ...(messageId !== undefined && { 'messaging.message.id': messageId }),
    });
  }

  startProcess(facts: DeliveryFacts, parent: Context): Span {
    const { queue, exchange, routingKey, deliveryTag, messageId, attempt } = facts;
    const span = this.#tracer.startSpan(`process ${queue}`, { kind: SpanKind.CONSUMER }, parent);
    if (!span.isRecording()) return span;
    return span.setAttributes({
      ...this.#server,
      'messaging.operation.type': 'process',
      'messaging.operation.name': 'process',
      'messaging.destination.name': destination(exchange, routingKey, queue),
      'messaging.rabbitmq.destination.routing_key': routingKey,
      'messaging.rabbitmq.message.delivery_tag': deliveryTag,
      [ATTRIBUTES.messageAttempt]: attempt,
      ...(messageId !== undefined && { 'messaging.message.id': messageId }),
    });
  }
}

/** Marks the span as failed; `type` is a stable code. */
export const failSpan = (span: Span, type: string, message: string): void => {
  span.setAttribute('error.type', type);
  span.setStatus({ code: SpanStatusCode.ERROR, message });
};

/** The convention: exchange, routing key and, for consumers, queue, joined by `:`, without empty and repeated ones. */
const destination = (...parts: readonly string[]): string =>
  [...new Set(parts.filter((part) => part !== ''))].join(':');
