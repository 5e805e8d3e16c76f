import { atMost, SHUTDOWN_MS } from '@lab/contracts';
import { Logger } from '@nestjs/common';
import { type AmqpConnectionManager, connect } from 'amqp-connection-manager';
import type { Channel, ConfirmChannel } from 'amqplib';

const RECONNECT_AFTER_SECONDS = 1;
const HEARTBEAT_SECONDS = 5; // a broker that is paused or cut off is noticed after two of them
const CONNECT_TIMEOUT_MS = 5_000;

/**
 * Frames that a channel takes while the socket takes none. Few, because a publish that fails for its time while it lies there is
 * sent all the same later; amqplib's default is 1024.
 */
const CHANNEL_BUFFER_FRAMES = 32;

export interface ChannelUser {
  /** Called with each new channel before it counts as open; a failure closes it, and another is tried later. */
  setup(channel: ConfirmChannel): Promise<void>;
  /** Called when publishing became possible again: channel open, socket drained, or the broker's alarm over. */
  onWritable?(): void;
}

/**
 * A connection with one confirm channel that comes back by itself, however long it takes. Of amqp-connection-manager only
 * the connection is used: its channels keep publishes in memory without a bound and send them again after a reconnect, also
 * when their caller went on long ago; and a channel that the broker closes stays closed until the connection goes too.
 */
export class BrokerConnection {
  readonly #log = new Logger(BrokerConnection.name);
  #manager: AmqpConnectionManager | undefined;
  #channel: ConfirmChannel | undefined;
  #reopen: NodeJS.Timeout | undefined;
  readonly #warned = new Set<string>();
  #isOpening = false;
  #isBlocked = false;
  #isClosing = false;

  constructor(
    private readonly url: string,
    private readonly name: string,
    private readonly user: ChannelUser,
  ) {}

  /** Starts to connect, in the background: a broker that is down does not fail the start. */
  open(): void {
    this.#manager = connect(this.url, {
      heartbeatIntervalInSeconds: HEARTBEAT_SECONDS,
      reconnectTimeInSeconds: RECONNECT_AFTER_SECONDS,
      connectionOptions: { timeout: CONNECT_TIMEOUT_MS, clientProperties: { connection_name: this.name } },
    })
      .on('connect', () => void this.#openChannel())
      .on('connectFailed', ({ err }) => {
        this.#warn('broker not reachable, trying again', describe(err));
      })
      .on('disconnect', ({ err }) => {
        this.#isBlocked = false;
        if (!this.#isClosing) this.#warn('broker connection lost', describe(err));
      })
      .on('blocked', ({ reason }) => {
        this.#isBlocked = true;
        this.#warn('broker refuses publishes', reason);
      })
      .on('unblocked', () => {
        this.#isBlocked = false;
        this.user.onWritable?.();
      });
  }

  /** The open channel, set up; undefined while disconnected. */
  get channel(): ConfirmChannel | undefined {
    return this.#channel;
  }

  /** True while the broker does not read publishes (memory or disk alarm). */
  get isBlocked(): boolean {
    return this.#isBlocked;
  }

  /** Runs `work` on a separate channel: if the broker refuses something, it closes only that channel, and no publish or delivery is lost. */
  async aside(work: (channel: Channel) => Promise<void>): Promise<void> {
    const channel = await this.#manager?.connection?.createChannel();
    if (channel === undefined) throw new Error('connection lost');
    channel.on('error', () => undefined); // the call that it refuses rejects with the same
    try {
      await work(channel);
    } finally {
      await channel.close().catch(() => undefined);
    }
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    clearTimeout(this.#reopen);
    const channel = this.#channel;
    this.#channel = undefined;
    const close = async (): Promise<void> => {
      await channel?.close().catch(() => undefined); // already closed by the broker: what was wanted
      await this.#manager?.close();
    };
    // a broker that does not answer must not hold up the shutdown; its heartbeat then ends the connection
    await atMost(
      SHUTDOWN_MS.brokerConnection,
      close().catch(() => undefined),
    );
  }

  async #openChannel(): Promise<void> {
    if (this.#isOpening || this.#channel !== undefined) return;
    this.#isOpening = true;
    clearTimeout(this.#reopen);
    try {
      this.#channel = await this.#setUpChannel();
      this.#warned.clear();
      this.#log.log({ msg: 'broker connected', connection: this.name });
      this.user.onWritable?.();
    } catch (error) {
      if (!this.#isClosing) this.#warn('broker channel not opened, trying again', describe(error));
      this.#reopenLater();
    } finally {
      this.#isOpening = false;
    }
  }

  async #setUpChannel(): Promise<ConfirmChannel> {
    const connection = this.#manager?.connection;
    if (connection === undefined) throw new Error('connection lost');
    const channel = await connection.createConfirmChannel({ highWaterMark: CHANNEL_BUFFER_FRAMES });
    const isOpen = this.#watch(channel);
    try {
      await this.user.setup(channel);
      if (!isOpen()) throw new Error('channel lost during its setup');
      return channel;
    } catch (error) {
      await channel.close().catch(() => undefined);
      throw error;
    }
  }

  #watch(channel: ConfirmChannel): () => boolean {
    let isOpen = true;
    channel.on('error', (error) => {
      this.#warn('broker closed the channel', describe(error));
    });
    channel.on('drain', () => {
      if (this.#channel === channel) this.user.onWritable?.();
    });
    channel.on('close', () => {
      isOpen = false;
      if (this.#channel !== channel) return;
      this.#channel = undefined;
      this.#reopenLater();
    });
    return () => isOpen;
  }

  /** For a channel lost while its connection stands; where the connection is gone too, 'connect' opens the next one. */
  #reopenLater(): void {
    if (this.#isClosing) return;
    clearTimeout(this.#reopen);
    this.#reopen = setTimeout(() => {
      if (this.#manager?.isConnected() === true) void this.#openChannel();
    }, RECONNECT_AFTER_SECONDS * 1000);
  }

  /** Once per cause and outage: the attempts of an outage would otherwise fill the log, one a second. */
  #warn(msg: string, reason: string): void {
    if (this.#warned.has(msg + reason)) return;
    this.#warned.add(msg + reason);
    this.#log.warn({ msg, connection: this.name, reason });
  }
}

/** A connection refused on every address of a name is an AggregateError without its own message. */
const describe = (error: unknown): string => {
  if (error instanceof AggregateError) return error.errors.map(String).join('; ');
  return error instanceof Error ? error.message : String(error);
};
