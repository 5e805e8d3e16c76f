import { setTimeout as pause } from 'node:timers/promises';
import { parkedQueue, retryQueue } from '@lab/contracts';
import { Logger } from '@nestjs/common';
import { context } from '@opentelemetry/api';
import type { OutgoingMessage } from '../broker/confirmed-sender';
import type { MessageTransmitter } from '../publish/message.transmitter';
import { PublishFailed } from '../publish/publish-failed';
import type { ConsumeOutcome } from '../telemetry/message-metrics';
import type { Delivery } from './delivery';
import { parkedProperties, retryProperties } from './delivery-headers';
import type { Settlement } from './settlement';

const REPUBLISH_PAUSE_MS = 1_000;

type SentOn = Exclude<Settlement, { settle: 'ack' }>;

/**
 * Answers a delivery. A message that goes on to a retry or the parked queue is acked only after its copy there is confirmed: a
 * crash in between makes two of one, never none.
 */
export class DeliverySettler {
  readonly #log = new Logger(DeliverySettler.name);

  constructor(private readonly transmitter: Pick<MessageTransmitter, 'transmit' | 'redeclare'>) {}

  async settle(delivery: Delivery, settlement: Settlement): Promise<ConsumeOutcome> {
    if (settlement.settle === 'ack') return delivery.ack() ? 'acked' : 'lost';
    this.#report(delivery, settlement);
    const persistence = new Persistence(delivery, this.transmitter);
    try {
      await this.transmitter.transmit(copyOf(delivery, settlement), context.active(), {
        again: (failure) => persistence.again(failure),
      });
    } catch (error) {
      return error instanceof PublishFailed ? 'lost' : this.#leaveToBroker(delivery, error);
    }
    if (!delivery.ack()) return 'lost';
    return settlement.settle === 'retry' ? 'retried' : 'parked';
  }

  /** The copy cannot be made (its headers exceed what the client encodes): parked by the broker, as it came. */
  #leaveToBroker(delivery: Delivery, error: unknown): ConsumeOutcome {
    this.#log.error({
      msg: 'message left to the broker to park',
      queue: delivery.queue,
      error: String(error),
    });
    return delivery.reject() ? 'parked' : 'lost';
  }

  #report({ queue, message, attempt }: Delivery, { settle, reason, detail }: SentOn): void {
    const facts = { queue, message_id: message.properties.messageId as unknown, attempt, reason, detail };
    if (settle === 'retry') this.#log.warn({ msg: 'message retried', ...facts });
    else this.#log.error({ msg: 'message parked', ...facts });
  }
}

const copyOf = ({ queue, message, attempt }: Delivery, settlement: SentOn): OutgoingMessage => {
  const copy = { exchange: '', content: message.content };
  if (settlement.settle === 'retry') {
    const routingKey = retryQueue(queue, settlement.delaySeconds);
    return { ...copy, routingKey, properties: retryProperties(message, attempt) };
  }
  const { reason, detail } = settlement;
  const properties = parkedProperties(message, { attempt, reason, detail, at: new Date() });
  return { ...copy, routingKey: parkedQueue(queue), properties };
};

/** Sends a copy again until it is confirmed or its delivery is gone; says so once. */
class Persistence {
  readonly #log = new Logger(DeliverySettler.name);
  #isReported = false;

  constructor(
    private readonly delivery: Delivery,
    private readonly transmitter: Pick<MessageTransmitter, 'redeclare'>,
  ) {}

  async again(failure: PublishFailed): Promise<boolean> {
    const { gone } = this.delivery;
    if (gone.aborted) return false;
    this.#report(failure);
    // not given back: that would spin, and each turn counts towards the delivery limit
    await pause(REPUBLISH_PAUSE_MS, undefined, { signal: gone }).catch(() => undefined);
    // the queue was deleted: nobody else declares it, and without it this message could go nowhere
    if (failure.code === 'messaging.unroutable') await this.transmitter.redeclare().catch(() => undefined);
    return !gone.aborted;
  }

  #report({ code }: PublishFailed): void {
    if (this.#isReported) return;
    this.#isReported = true;
    const { queue, message } = this.delivery;
    const message_id = message.properties.messageId as unknown;
    this.#log.warn({ msg: 'copy not taken by the broker, sent until it is', queue, message_id, code });
  }
}
