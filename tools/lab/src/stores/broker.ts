import { parkedQueue, QUEUES } from '@lab/contracts';
import { type Channel, type ChannelModel, type ConfirmChannel, connect } from 'amqplib';
import { unacknowledged, vhostOf } from './management.ts';
import { reach, STORE_TIMEOUT_MS } from './reach.ts';

const STORE = 'rabbitmq';

/** The queues that consumers read; each has a parked queue and retry queues beside it. */
export const MAIN_QUEUES: readonly string[] = Object.values(QUEUES).map(({ name }) => name);
export const PARKED_QUEUES: readonly string[] = MAIN_QUEUES.map(parkedQueue);

/** `messages`: ready and held by a consumer; undefined when there is no such queue. */
export interface QueueDepth {
  readonly name: string;
  readonly messages: number | undefined;
}

/** One connection to the broker, for reading depths and handling parked messages. */
export class Broker {
  readonly #connection: ChannelModel;
  readonly #managementUrl: string;
  readonly #vhost: string;

  private constructor(connection: ChannelModel, urls: BrokerUrls) {
    this.#connection = connection;
    this.#managementUrl = urls.rabbitmqManagement;
    this.#vhost = vhostOf(urls.rabbitmq);
    // The call that needed the connection fails with the reason; without a listener the process would end.
    connection.on('error', () => undefined);
  }

  static async open(urls: BrokerUrls): Promise<Broker> {
    const connection = await reach(STORE, 'connect', () =>
      connect(urls.rabbitmq, { timeout: STORE_TIMEOUT_MS, clientProperties: { connection_name: 'lab' } }),
    );
    return new Broker(connection, urls);
  }

  /** Queues that orders pass through: the main ones and whatever retry queues they have. Parked queues are not among them. */
  async depths(): Promise<QueueDepth[]> {
    const held = await unacknowledged(this.#managementUrl, this.#vhost);
    const retries = [...held.keys()].filter((name) =>
      MAIN_QUEUES.some((main) => name.startsWith(`${main}.retry-`)),
    );
    return this.#depthsOf([...MAIN_QUEUES, ...retries.sort()], held);
  }

  async parkedDepths(): Promise<QueueDepth[]> {
    return this.#depthsOf(PARKED_QUEUES, await unacknowledged(this.#managementUrl, this.#vhost));
  }

  /** Every queue of ours, with all that is in it and all that consumers hold of it. */
  async deleteQueues(): Promise<void> {
    const names = [...(await unacknowledged(this.#managementUrl, this.#vhost)).keys()];
    const channel = await this.channel();
    for (const name of names.filter((each) => MAIN_QUEUES.some((main) => each.startsWith(main))))
      await reach(STORE, `delete queue ${name}`, () => channel.deleteQueue(name));
    await channel.close();
  }

  channel(): Promise<Channel> {
    return reach(STORE, 'open a channel', async () => quiet(await this.#connection.createChannel()));
  }

  confirmChannel(): Promise<ConfirmChannel> {
    return reach(STORE, 'open a channel', async () => quiet(await this.#connection.createConfirmChannel()));
  }

  async close(): Promise<void> {
    await this.#connection.close().catch(() => undefined);
  }

  async #depthsOf(names: readonly string[], held: ReadonlyMap<string, number>): Promise<QueueDepth[]> {
    const channel = await this.channel();
    const depths: QueueDepth[] = [];
    for (const name of names) {
      const unacked = held.get(name);
      // A passive declare of a queue that is not there closes the channel, so ask only for those that are.
      const ready = unacked === undefined ? undefined : await this.#ready(channel, name);
      depths.push({ name, messages: ready === undefined ? undefined : ready + (unacked ?? 0) });
    }
    await channel.close();
    return depths;
  }

  #ready(channel: Channel, queue: string): Promise<number> {
    return reach(STORE, `inspect queue ${queue}`, async () => (await channel.checkQueue(queue)).messageCount);
  }
}

export interface BrokerUrls {
  readonly rabbitmq: string;
  readonly rabbitmqManagement: string;
}

const quiet = <C extends Channel>(channel: C): C => channel.on('error', () => undefined);
