import { DomainError } from '@lab/contracts';
import { Logger } from '@nestjs/common';
import { type Span, context, trace } from '@opentelemetry/api';
import type { ConsumeOutcome, MessageMetrics } from '../telemetry/message-metrics';
import { type MessageTracer, failSpan } from '../telemetry/message-tracer';
import { contextOf } from '../telemetry/trace-headers';
import { type Deadline, HandlerStopped } from './deadline';
import { type Readable, type Route, decode } from './decode';
import type { Delivery } from './delivery';
import type { DeliverySettler } from './delivery.settler';
import { type Settlement, outageIn, settlementOf } from './settlement';

export interface ProcessorOptions {
  readonly maxMessageBytes: number;
  readonly retryDelaysSeconds: readonly number[];
}

/**
 * Result of a delivery. `passed`: handled and acked. `settled`: answered some other way, or lost with its channel. `unavailable`:
 * not answered, because what the handler needs is away.
 */
export type Processed =
  { readonly end: 'passed' | 'settled' } | { readonly end: 'unavailable'; readonly reason: string };

/** Takes one delivery from its bytes to its answer, in its sender's trace. */
export class DeliveryProcessor {
  readonly #log = new Logger(DeliveryProcessor.name);

  constructor(
    private readonly routes: readonly Route[],
    private readonly options: ProcessorOptions,
    private readonly parts: {
      readonly settler: DeliverySettler;
      readonly deadline: Deadline;
      readonly tracer: MessageTracer;
      readonly metrics: MessageMetrics;
    },
  ) {}

  /** `mayWait`: `unavailable` does not count as an attempt, and leaves the delivery unanswered. */
  async process(delivery: Delivery, mayWait: boolean): Promise<Processed> {
    const { tracer, metrics } = this.parts;
    const { queue, message, attempt } = delivery;
    const { exchange, routingKey, deliveryTag } = message.fields;
    const messageId = message.properties.messageId as string | undefined;
    const parent = contextOf(message.properties.headers ?? {});
    const span = tracer.startProcess(
      { queue, exchange, routingKey, deliveryTag, messageId, attempt },
      parent,
    );
    const startedAt = performance.now();
    metrics.inFlight(queue, 1);
    try {
      const result = await context.with(trace.setSpan(parent, span), () =>
        this.#handleAndSettle(delivery, { span, mayWait }),
      );
      if ('unavailable' in result) return { end: 'unavailable', reason: result.unavailable };
      metrics.consumed({ queue, ...result }, (performance.now() - startedAt) / 1000, span);
      return { end: result.outcome === 'acked' ? 'passed' : 'settled' };
    } catch (error) {
      failSpan(span, 'bug', String(error)); // settling threw: the caller decides about the delivery
      throw error;
    } finally {
      span.end();
      metrics.inFlight(queue, -1);
    }
  }

  async #handleAndSettle(
    delivery: Delivery,
    { span, mayWait }: { span: Span; mayWait: boolean },
  ): Promise<{ message: string; outcome: ConsumeOutcome } | { unavailable: string }> {
    const decoded = decode(delivery.message.content, this.routes, this.options.maxMessageBytes);
    if ('unreadable' in decoded) {
      const { unreadable: reason, detail, name = 'unknown' } = decoded;
      failSpan(span, reason, detail);
      const outcome = await this.parts.settler.settle(delivery, { settle: 'park', reason, detail });
      return { message: name, outcome };
    }
    const message = decoded.envelope.name;
    const settlement = await this.#handle(delivery, decoded, span);
    if (settlement === 'stopped') return { message, outcome: 'lost' };
    if ('outage' in settlement && mayWait) return { unavailable: settlement.outage };
    return { message, outcome: await this.parts.settler.settle(delivery, settlement) };
  }

  async #handle(
    delivery: Delivery,
    { envelope, route }: Readable,
    span: Span,
  ): Promise<(Settlement & { outage?: string }) | 'stopped'> {
    const { attempt, message } = delivery;
    const { redelivered } = message.fields;
    try {
      await this.parts.deadline.run(async (signal) =>
        route.handler.handle({ ...envelope, attempt, redelivered, signal }),
      );
      return { settle: 'ack' };
    } catch (error) {
      if (error instanceof HandlerStopped) return 'stopped';
      const settlement = settlementOf(error, attempt, this.options.retryDelaysSeconds);
      if (settlement.settle !== 'ack') this.#mark(span, error);
      const outage = outageIn(error);
      return outage === undefined ? settlement : { ...settlement, outage };
    }
  }

  #mark(span: Span, error: unknown): void {
    if (error instanceof DomainError) {
      failSpan(span, error.code, error.message);
      return;
    }
    failSpan(span, error instanceof Error ? error.name : 'bug', String(error));
    if (error instanceof Error) span.recordException(error);
    this.#log.error({ msg: 'handler threw an unexpected error', err: error });
  }
}
