import { atMost, type QueueDefinition } from '@lab/contracts';
import { Logger } from '@nestjs/common';
import type { ConfirmChannel, ConsumeMessage } from 'amqplib';
import { BrokerConnection } from '../broker/broker-connection';
import { assertTopology } from '../broker/topology';
import type { ResolvedOptions } from '../messaging.options';
import type { MessageMetrics } from '../telemetry/message-metrics';
import type { Deadline } from './deadline';
import { Delivery } from './delivery';
import type { DeliveryProcessor, Processed } from './delivery.processor';
import type { DeliverySettler } from './delivery.settler';
import { Flow } from './flow';

/**
 * Messages taken at once until the first one passed. What a process holds when it dies counts as delivered, so restarts during an
 * outage must not hold many; and several, because one of them alone may be what fails.
 */
const UNPROVEN_PREFETCH = 8;

interface ConsumerParts {
  readonly processor: DeliveryProcessor;
  readonly settler: DeliverySettler;
  readonly deadline: Deadline;
  readonly metrics: MessageMetrics;
}

/** A consumer on its channel; replaced by another one to change how many messages it may hold. */
interface Subscription {
  readonly channel: ConfirmChannel;
  readonly tag: string;
  readonly prefetch: number;
  readonly onMessage: (message: ConsumeMessage | null) => void;
}

/** Consumes one queue, as many messages at once as `prefetch` says, for as long as the process runs. */
export class QueueConsumer {
  readonly #log = new Logger(QueueConsumer.name);
  readonly #connection: BrokerConnection;
  readonly #inFlight = new Set<Promise<Processed>>();
  readonly #flow: Flow;
  #subscription: Subscription | undefined;
  #isProven = false;
  #isDraining = false;
  #pausedFor: string | undefined;
  #limit: number | undefined;
  #adapting: Promise<void> = Promise.resolve();

  constructor(
    private readonly queue: QueueDefinition,
    private readonly options: ResolvedOptions,
    private readonly parts: ConsumerParts,
  ) {
    this.#connection = new BrokerConnection(options.url, `${options.service} consume ${queue.name}`, {
      setup: (channel) => this.#consume(channel),
    });
    this.#flow = new Flow({
      process: (delivery, mayWait) => this.#process(delivery, mayWait),
      renew: (delivery) => parts.settler.renew(delivery),
      passed: () => {
        if (this.#isProven) return;
        this.#isProven = true;
        void this.#adapt();
      },
      paused: (reason) => {
        this.#notePaused(reason);
      },
      resumed: (pausedMs) => {
        this.#noteResumed(pausedMs);
      },
    });
    parts.metrics.paused(queue.name, false);
  }

  open(): void {
    this.#connection.open();
  }

  get isConnected(): boolean {
    return this.#connection.channel !== undefined;
  }

  /** Why no messages are handled although there are some; undefined while they are. */
  get pausedFor(): string | undefined {
    return this.#pausedFor && `${this.queue.name} is paused: ${this.#pausedFor}`;
  }

  /** Holds at most so many messages at once from now on; undefined: as many as the options say. */
  limit(prefetch: number | undefined): Promise<void> {
    this.#limit = prefetch;
    return this.#adapt();
  }

  /** Takes no more messages, lets those in work finish within the drain time, and gives back what is left. */
  async drain(): Promise<void> {
    this.#isDraining = true;
    this.#flow.stop();
    await atMost(
      this.options.drainTimeoutMs,
      this.#finish().catch(() => undefined),
    );
    this.parts.deadline.stop();
    await this.#connection.close();
  }

  async #finish(): Promise<void> {
    // a closed channel has nothing to cancel, but handlers may still be running
    await this.#subscription?.channel.cancel(this.#subscription.tag).catch(() => undefined);
    while (this.#inFlight.size > 0) await Promise.all(this.#inFlight);
  }

  async #consume(channel: ConfirmChannel): Promise<void> {
    if (this.#isDraining) return;
    const gone = new AbortController();
    channel.once('close', () => {
      gone.abort();
    });
    await assertTopology(channel, [this.queue], this.options.retryDelaysSeconds);
    const onMessage = (message: ConsumeMessage | null): void => {
      // null: the broker ended the consumer, e.g. its queue was deleted; a new channel declares it again
      if (message === null) void channel.close().catch(() => undefined);
      else this.#flow.take(new Delivery(this.queue.name, message, channel, gone.signal));
    };
    await this.#subscribe(channel, onMessage, this.#prefetch);
  }

  get #prefetch(): number {
    const allowed = this.#limit ?? this.options.prefetch;
    return this.#isProven ? allowed : Math.min(allowed, UNPROVEN_PREFETCH);
  }

  async #subscribe(
    channel: ConfirmChannel,
    onMessage: Subscription['onMessage'],
    prefetch: number,
  ): Promise<void> {
    await channel.prefetch(prefetch);
    const { consumerTag: tag } = await channel.consume(this.queue.name, onMessage);
    this.#subscription = { channel, tag, prefetch, onMessage };
  }

  /** Takes as many at once as it may now. A channel that goes meanwhile is followed by one that does. */
  #adapt(): Promise<void> {
    this.#adapting = this.#adapting.then(() => this.#resubscribe());
    return this.#adapting;
  }

  async #resubscribe(): Promise<void> {
    const [before, prefetch] = [this.#subscription, this.#prefetch];
    if (before === undefined || before.prefetch === prefetch) return;
    try {
      await before.channel.cancel(before.tag);
      if (!this.#isDraining) await this.#subscribe(before.channel, before.onMessage, prefetch);
    } catch (error) {
      this.#log.debug({
        msg: 'channel lost while subscribing',
        queue: this.queue.name,
        reason: String(error),
      });
    }
  }

  #process(delivery: Delivery, mayWait: boolean): Promise<Processed> {
    const work = this.parts.processor
      .process(delivery, mayWait)
      .catch((error: unknown): Processed => {
        // a bug of this library: the broker parks the message, so that it neither comes again nor holds its place
        this.#log.error({ msg: 'message left to the broker to park', queue: this.queue.name, err: error });
        delivery.reject();
        return { end: 'settled' };
      })
      .finally(() => this.#inFlight.delete(work));
    this.#inFlight.add(work);
    return work;
  }

  #notePaused(reason: string): void {
    this.#isProven = false; // a channel that is opened meanwhile takes few
    this.#pausedFor = reason;
    this.parts.metrics.paused(this.queue.name, true);
    this.#log.warn({
      msg: 'consumer paused, its messages wait in the broker',
      queue: this.queue.name,
      reason,
    });
  }

  #noteResumed(pausedMs: number): void {
    this.#pausedFor = undefined;
    this.parts.metrics.paused(this.queue.name, false);
    const paused_seconds = Math.round(pausedMs / 1000);
    this.#log.log({ msg: 'consumer resumed', queue: this.queue.name, paused_seconds });
  }
}
