import { randomUUID } from 'node:crypto';
import { envelop, MESSAGE_HEADERS, OrderCancelled } from '@lab/contracts';
import { Broker } from '../src/stores/broker.ts';
import { readParked } from '../src/stores/parked-reader.ts';
import { type Action, handleParked } from '../src/verbs/parked/handle.ts';
import { openTestStores, type TestStores } from './support/test-stores.ts';

const QUEUE = 'inventory.orders';
const PARKED = 'inventory.orders.parked';
const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

let stores: TestStores;
let broker: Broker;

beforeAll(async () => {
  stores = await openTestStores();
  broker = await Broker.open(stores.urls);
});
afterAll(async () => {
  await broker.close();
  await stores.close();
});
beforeEach(() => stores.clear());

const park = async (count: number): Promise<string[]> => {
  const ids: string[] = [];
  for (let i = 0; i < count; i += 1) {
    const envelope = envelop(OrderCancelled, { orderId: randomUUID() });
    ids.push(envelope.id);
    const headers = {
      traceparent: TRACEPARENT,
      [MESSAGE_HEADERS.attempt]: 14,
      [MESSAGE_HEADERS.parkedReason]: 'attempts_exhausted',
      [MESSAGE_HEADERS.parkedDetail]: 'inventory.redis_unavailable: gone',
      [MESSAGE_HEADERS.parkedAt]: '2026-11-22T10:00:00.000Z',
      'x-death': [{ reason: 'expired' }],
    };
    const content = Buffer.from(JSON.stringify(envelope));
    stores.channel.sendToQueue(PARKED, content, {
      headers,
      messageId: envelope.id,
      contentType: 'application/json',
    });
  }
  await holds(PARKED, count);
  return ids;
};

const holds = async (queue: string, count: number): Promise<void> => {
  const deadline = Date.now() + 10_000;
  let found: number | undefined;
  while ((found = (await stores.channel.checkQueue(queue)).messageCount) !== count) {
    if (Date.now() > deadline) throw new Error(`${queue} holds ${found} message(s), not ${count}`);
  }
};
const handle = (action: Action, id?: string) => handleParked(broker, action, { queues: [QUEUE], id });

describe('parked messages', () => {
  it('lists what is known of each, and leaves them where they are', async () => {
    const [id] = await park(1);
    const found = await readParked(broker, [PARKED], 10);
    expect(found).toEqual([
      {
        queue: PARKED,
        id,
        message: 'orders.order-cancelled',
        orderId: expect.any(String) as string,
        reason: 'attempts_exhausted',
        detail: 'inventory.redis_unavailable: gone',
        attempt: 14,
        parkedAt: '2026-11-22T10:00:00.000Z',
      },
    ]);
    await holds(PARKED, 1);
  });

  it('lists a message that is no JSON and says nothing about itself', async () => {
    stores.channel.sendToQueue(PARKED, Buffer.from([0xff, 0x00]));
    await holds(PARKED, 1);
    const [found] = await readParked(broker, [PARKED], 10);
    expect(found).toMatchObject({ id: '(no id)', message: PARKED, reason: undefined, orderId: undefined });
  });

  it('replays one by id as a first attempt with its trace, and gives back the others in their order', async () => {
    const [first, second, third] = await park(3);
    expect((await handle('replay', second)).map(({ id }) => id)).toEqual([second]);
    await holds(QUEUE, 1);
    const replayed = await stores.channel.get(QUEUE, { noAck: true });
    if (!replayed) throw new Error('nothing was replayed');
    expect(replayed.properties).toMatchObject({
      messageId: second,
      deliveryMode: 2,
      contentType: 'application/json',
    });
    const { 'x-delivery-count': _brokersOwn, ...headers } = replayed.properties.headers ?? {};
    expect(headers).toEqual({ traceparent: TRACEPARENT });
    await holds(PARKED, 2);
    expect((await readParked(broker, [PARKED], 10)).map(({ id }) => id)).toEqual([first, third]);
  });

  it('replays all of them', async () => {
    const ids = await park(25);
    expect((await handle('replay')).map(({ id }) => id)).toEqual(ids);
    await holds(QUEUE, 25);
    await holds(PARKED, 0);
  });

  it('drops only what it is told to', async () => {
    const [first, second] = await park(2);
    expect(await handle('drop', randomUUID())).toEqual([]);
    await holds(PARKED, 2);
    expect((await handle('drop', first)).map(({ id }) => id)).toEqual([first]);
    await holds(PARKED, 1);
    expect((await readParked(broker, [PARKED], 10)).map(({ id }) => id)).toEqual([second]);
  });

  it('keeps a message parked when there is no queue to replay it to', async () => {
    await park(1);
    await stores.channel.deleteQueue(QUEUE);
    try {
      await expect(handle('replay')).rejects.toThrow('there is no queue inventory.orders to replay to');
      await holds(PARKED, 1);
    } finally {
      await stores.channel.assertQueue(QUEUE, {
        arguments: { 'x-queue-type': 'quorum', 'x-delivery-limit': 1_000_000 },
      });
    }
  });
});
