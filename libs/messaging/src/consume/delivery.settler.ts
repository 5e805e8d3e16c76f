import { parkedQueue, retryQueue } from '@lab/contracts';
import { Logger } from '@nestjs/common';
import { context } from '@opentelemetry/api';
import type { OutgoingMessage } from '../broker/confirmed-sender';
import { pause } from '../broker/pause';
import type { MessageTransmitter } from '../publish/message.transmitter';
import { PublishFailed, type PublishFailedCode } from '../publish/publish-failed';
import type { ConsumeOutcome } from '../telemetry/message-metrics';
import { contextOf } from '../telemetry/trace-headers';
import type { Delivery } from './delivery';
import { parkedProperties, renewedProperties, retryProperties } from './delivery-headers';
import type { Settlement } from './settlement';

const REPUBLISH_PAUSE_MS = 1_000;

/** Refusals of a copy, a second apart. A queue that somebody deleted is declared again by then; one that is full may stay full. */
const MAX_REFUSALS = 10;

/** The broker is there and does not take the copy. Without a broker nothing else could be done with the message either. */
const REFUSED: readonly PublishFailedCode[] = [
  'messaging.unroutable',
  'messaging.nacked',
  'messaging.refused',
  'messaging.denied',
];

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
      if (persistence.isGivenUp) return this.#giveUp(delivery, settlement, error);
      return error instanceof PublishFailed ? 'lost' : this.#leaveToBroker(delivery, error);
    }
    if (!delivery.ack()) return 'lost';
    return settlement.settle === 'retry' ? 'retried' : 'parked';
  }

  /**
   * Moves a message to the end of its queue, where the broker counts its deliveries from 0. False when that did not work: it
   * stays as it is.
   */
  async renew(delivery: Delivery): Promise<boolean> {
    const { queue: routingKey, message } = delivery;
    const copy = {
      exchange: '',
      routingKey,
      content: message.content,
      properties: renewedProperties(message),
    };
    const isCopied = await this.transmitter.transmit(copy, contextOf(message.properties.headers ?? {})).then(
      () => true,
      () => false,
    );
    return isCopied && delivery.ack();
  }

  /**
   * The queue for the copy takes none, and the message must not keep others from being handled. One that was to be tried again is
   * given back, once: the turn took ten seconds, so this does not spin. Otherwise the broker parks it.
   */
  #giveUp(delivery: Delivery, { settle }: SentOn, error: unknown): ConsumeOutcome {
    if (settle === 'park' || delivery.message.fields.redelivered) return this.#leaveToBroker(delivery, error);
    delivery.giveBack();
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

/** Sends a copy again until it is confirmed, its delivery is gone or the broker has refused it too often; says so once. */
class Persistence {
  readonly #log = new Logger(DeliverySettler.name);
  #isReported = false;
  #refusals = 0;

  constructor(
    private readonly delivery: Delivery,
    private readonly transmitter: Pick<MessageTransmitter, 'redeclare'>,
  ) {}

  get isGivenUp(): boolean {
    return this.#refusals >= MAX_REFUSALS;
  }

  async again(failure: PublishFailed): Promise<boolean> {
    const { gone } = this.delivery;
    if (gone.aborted) return false;
    this.#report(failure);
    if (REFUSED.includes(failure.code)) this.#refusals += 1;
    if (this.isGivenUp) return false;
    // not given back at once: that would spin, and each turn counts towards the delivery limit
    await pause(REPUBLISH_PAUSE_MS, gone);
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
