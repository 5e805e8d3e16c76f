import { type Channel, type ConsumeMessage, IllegalOperationError } from 'amqplib';
import { DELIVERY_LIMIT } from '../broker/topology';
import { attemptOf, deliveriesOf } from './delivery-headers';

/** Half of the broker's delivery limit: in an outage, each restart of a consumer counts as a delivery of what it held. */
const MANY_DELIVERIES = DELIVERY_LIMIT / 2;

/** One delivery of a message, and the channel on which alone it can be answered. */
export class Delivery {
  /** How often handling is tried, this time included, from 1. */
  readonly attempt: number;

  constructor(
    readonly queue: string,
    readonly message: ConsumeMessage,
    private readonly channel: Channel,
    /** Aborted when the channel is gone: the broker delivers the message again, whatever is done here. */
    readonly gone: AbortSignal,
  ) {
    this.attempt = attemptOf(message);
  }

  /** The broker will soon park the message, although no handling of it is to blame. */
  get isWornOut(): boolean {
    return deliveriesOf(this.message) >= MANY_DELIVERIES;
  }

  /** False when the channel is gone. */
  ack(): boolean {
    return this.#answer(() => {
      this.channel.ack(this.message);
    });
  }

  /** Makes the broker park the message (its queue dead-letters there), without a reason of ours. False as above. */
  reject(): boolean {
    return this.#answer(() => {
      this.channel.reject(this.message, false);
    });
  }

  /** Gives the message back: the broker delivers it again. False as above. */
  giveBack(): boolean {
    return this.#answer(() => {
      this.channel.nack(this.message, false, true);
    });
  }

  #answer(send: () => void): boolean {
    if (this.gone.aborted) return false;
    try {
      send();
      return true;
    } catch (error) {
      if (error instanceof IllegalOperationError) return false;
      throw error;
    }
  }
}
