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

  constructor(private readonly transmitter: Pick<MessageTransmitter, 'transmit'>) {}

  async settle(delivery: Delivery, settlement: Settlement): Promise<ConsumeOutcome> {
    if (settlement.settle === 'ack') return delivery.ack() ? 'acked' : 'lost';
    this.#report(delivery, settlement);
    const copy = copyOf(delivery, settlement);
    while (!delivery.gone.aborted) {
      try {
        await this.transmitter.transmit(copy, context.active());
        if (!delivery.ack()) return 'lost';
        return settlement.settle === 'retry' ? 'retried' : 'parked';
      } catch (error) {
        if (!(error instanceof PublishFailed)) return this.#leaveToBroker(delivery, error);
        // not given back: that would spin, and each turn counts towards the delivery limit
        await pause(REPUBLISH_PAUSE_MS, undefined, { signal: delivery.gone }).catch(() => undefined);
      }
    }
    return 'lost';
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
