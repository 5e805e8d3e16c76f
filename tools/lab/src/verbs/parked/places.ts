import { OUTBOX, parkedQueue } from '@lab/contracts';
import { UsageError } from '../../errors.ts';
import type { StoreUrls } from '../../stores/addresses.ts';
import { Broker, MAIN_QUEUES } from '../../stores/broker.ts';
import type { ParkedMessage } from '../../stores/parked-message.ts';
import { ParkedOutbox } from '../../stores/parked-outbox.ts';
import { readParked } from '../../stores/parked-reader.ts';
import { OrdersReader } from '../../stores/postgres.ts';
import { type Action, type Handled, handleParked } from './handle.ts';

/** Where messages are parked: the broker's parked queues, or the outbox of orders. */
export interface ParkedPlace {
  list(limit: number): Promise<{ readonly total: number; readonly messages: ParkedMessage[] }>;
  handle(action: Action, id: string | undefined): Promise<Handled>;
  close(): Promise<void>;
}

const NAMES: readonly string[] = [...MAIN_QUEUES, OUTBOX];

const inBroker = async (urls: StoreUrls, queues: readonly string[]): Promise<ParkedPlace> => {
  const broker = await Broker.open(urls);
  const wanted = queues.map(parkedQueue);
  return {
    list: async (limit) => {
      const depths = (await broker.parkedDepths()).filter(({ name }) => wanted.includes(name));
      const present = depths.filter(({ messages }) => messages !== undefined).map(({ name }) => name);
      const total = depths.reduce((sum, { messages }) => sum + (messages ?? 0), 0);
      const messages = await readParked(broker, present, limit);
      return { total: Math.max(total, messages.length), messages };
    },
    handle: (action, id) => handleParked(broker, action, { queues, id }),
    close: () => broker.close(),
  };
};

const inOutbox = async (urls: StoreUrls): Promise<ParkedPlace> => {
  const orders = await OrdersReader.open(urls.postgres);
  const outbox = new ParkedOutbox(orders);
  return {
    list: async (limit) => ({ total: await outbox.count(), messages: await outbox.list(limit) }),
    handle: async (action, id) => ({ handled: await outbox[action](id), skipped: [] }),
    close: () => orders.close(),
  };
};

/** The places that `--queue` names, all of them without it; only the stores that these need are opened. */
export const placesOf = (urls: StoreUrls, queue: string | undefined): (() => Promise<ParkedPlace>)[] => {
  const found = NAMES.filter((name) => queue === undefined || name === queue || parkedQueue(name) === queue);
  if (found.length === 0)
    throw new UsageError(`--queue: unknown queue ${queue}; available: ${NAMES.join(', ')}`);
  const queues = found.filter((name) => name !== OUTBOX);
  return [
    ...(queues.length > 0 ? [() => inBroker(urls, queues)] : []),
    ...(found.includes(OUTBOX) ? [() => inOutbox(urls)] : []),
  ];
};
