import { Broker, PARKED_QUEUES, type QueueDepth } from '../stores/broker.ts';
import { ParkedOutbox } from '../stores/parked-outbox.ts';
import { readParked } from '../stores/parked-reader.ts';
import { OrdersReader } from '../stores/postgres.ts';
import { StockReader } from '../stores/redis.ts';
import type { StoreUrls } from '../stores/addresses.ts';
import { Conservation, type Verdict } from './conservation.ts';
import type { StoreFacts } from './facts.ts';
import type { Pulse } from './pulse.ts';

// More than this many unsent or parked messages are counted as this many: each is a violation already.
const MESSAGES_READ = 10_000;

/** The three stores of the lab, opened for one audit. */
export class AuditedStores {
  readonly #orders: OrdersReader;
  readonly #stock: StockReader;
  readonly #broker: Broker;

  private constructor(orders: OrdersReader, stock: StockReader, broker: Broker) {
    this.#orders = orders;
    this.#stock = stock;
    this.#broker = broker;
  }

  static async open(urls: StoreUrls): Promise<AuditedStores> {
    const [orders, stock, broker] = await Promise.allSettled([
      OrdersReader.open(urls.postgres),
      StockReader.open(urls.redis),
      Broker.open(urls),
    ]);
    if (orders.status === 'fulfilled' && stock.status === 'fulfilled' && broker.status === 'fulfilled')
      return new AuditedStores(orders.value, stock.value, broker.value);
    // Those that did open would stay connected, and keep the process from ending.
    for (const store of [orders, stock, broker]) if (store.status === 'fulfilled') await store.value.close();
    const failed = [orders, stock, broker].find((store) => store.status === 'rejected');
    throw failed?.reason;
  }

  /** Cheap totals: equal ones before and after reading mean that nothing moved in between. */
  async pulse(): Promise<Pulse> {
    const [orders, stock, queues] = await Promise.all([
      this.#orders.counts(),
      this.#stock.counts(),
      this.#broker.depths(),
    ]);
    return { orders, stock, queued: queues.reduce((total, { messages }) => total + (messages ?? 0), 0) };
  }

  /** Reads all three stores in full and judges them. */
  async judge(promised: ReadonlySet<string>): Promise<Verdict> {
    const conservation = new Conservation(await this.#facts(), { promised });
    for await (const order of this.#orders.orders()) conservation.add(order);
    return conservation.verdict();
  }

  async close(): Promise<void> {
    this.#stock.close();
    await Promise.all([this.#orders.close(), this.#broker.close()]);
  }

  async #facts(): Promise<StoreFacts> {
    const [outbox, stock, reservations, queues] = await Promise.all([
      this.#orders.outbox(MESSAGES_READ),
      this.#stock.stock(),
      this.#stock.reservations(),
      this.#broker.depths(),
    ]);
    const parkedQueues = await this.#broker.parkedDepths();
    const missing = parkedQueues.filter(({ messages }) => messages === undefined);
    const present = PARKED_QUEUES.filter((name) => !missing.some((queue) => queue.name === name));
    const parked = [
      ...(await readParked(this.#broker, present, MESSAGES_READ)),
      ...(await new ParkedOutbox(this.#orders).list(MESSAGES_READ)),
    ];
    return {
      outbox,
      stock,
      reservations,
      queues: [...queues, ...missing] satisfies QueueDepth[],
      parked: parked.map(({ id, ...message }) => ({ ...message, messageId: id })),
    };
  }
}
