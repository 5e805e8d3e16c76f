import type { QueueDefinition } from '@lab/contracts';
import { Logger } from '@nestjs/common';
import type { ConfirmChannel, ConsumeMessage } from 'amqplib';
import { atMost } from '../broker/at-most';
import { BrokerConnection } from '../broker/broker-connection';
import { assertTopology } from '../broker/topology';
import type { ResolvedOptions } from '../messaging.options';
import type { Deadline } from './deadline';
import { Delivery } from './delivery';
import type { DeliveryProcessor } from './delivery.processor';

/** Consumes one queue, as many messages at once as `prefetch` says, for as long as the process runs. */
export class QueueConsumer {
  readonly #log = new Logger(QueueConsumer.name);
  readonly #connection: BrokerConnection;
  readonly #inFlight = new Set<Promise<void>>();
  #consumer: { channel: ConfirmChannel; tag: string } | undefined;
  #isDraining = false;

  constructor(
    private readonly queue: QueueDefinition,
    private readonly options: ResolvedOptions,
    private readonly processor: DeliveryProcessor,
    private readonly deadline: Deadline,
  ) {
    this.#connection = new BrokerConnection(options.url, `${options.service} consume ${queue.name}`, {
      setup: (channel) => this.#consume(channel),
    });
  }

  open(): void {
    this.#connection.open();
  }

  get isConnected(): boolean {
    return this.#connection.channel !== undefined;
  }

  /** Takes no more messages, lets those in work finish within the drain time, and gives back what is left. */
  async drain(): Promise<void> {
    this.#isDraining = true;
    await atMost(this.options.drainTimeoutMs, this.#finish());
    this.deadline.stop();
    await this.#connection.close();
  }

  async #finish(): Promise<void> {
    // on a channel that is gone there is nothing to cancel, but handlers may still be at work
    await this.#consumer?.channel.cancel(this.#consumer.tag).catch(() => undefined);
    while (this.#inFlight.size > 0) await Promise.all(this.#inFlight);
  }

  async #consume(channel: ConfirmChannel): Promise<void> {
    if (this.#isDraining) return;
    const gone = new AbortController();
    channel.once('close', () => {
      gone.abort();
    });
    await assertTopology(channel, [this.queue], this.options.retryDelaysSeconds);
    await channel.prefetch(this.options.prefetch);
    const onMessage = (message: ConsumeMessage | null): void => {
      // null: the broker ended the consumer, e.g. its queue was deleted; a new channel declares it again
      if (message === null) void channel.close().catch(() => undefined);
      else this.#start(new Delivery(this.queue.name, message, channel, gone.signal));
    };
    const { consumerTag } = await channel.consume(this.queue.name, onMessage);
    this.#consumer = { channel, tag: consumerTag };
  }

  #start(delivery: Delivery): void {
    const work = this.processor
      .process(delivery)
      .catch((error: unknown) => {
        // a bug of this library: the broker parks the message, so that it neither comes again nor holds its place
        this.#log.error({ msg: 'message left to the broker to park', queue: this.queue.name, err: error });
        delivery.reject();
      })
      .finally(() => this.#inFlight.delete(work));
    this.#inFlight.add(work);
  }
}
