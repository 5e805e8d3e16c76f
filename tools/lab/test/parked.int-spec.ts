import { randomUUID } from 'node:crypto';
import { PassThrough, type Writable } from 'node:stream';
import { envelop, MESSAGE_HEADERS, OrderCancelled, type ReportEvent } from '@lab/contracts';
import { eventually } from '@lab/testing';
import type { LabContext } from '../src/context.ts';
import { EXIT } from '../src/errors.ts';
import { Broker } from '../src/stores/broker.ts';
import { readParked } from '../src/stores/parked-reader.ts';
import { type Action, handleParked } from '../src/verbs/parked/handle.ts';
import { runParked } from '../src/verbs/parked/run.ts';
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

const holds = (queue: string, count: number): Promise<void> =>
  eventually(`${queue} holds ${count} message(s)`, async () =>
    expect((await stores.channel.checkQueue(queue)).messageCount).toBe(count),
  );
const handle = (action: Action, id?: string) => handleParked(broker, action, { queues: [QUEUE], id });
const handledBy = async (action: Action, id?: string): Promise<string[]> =>
  (await handle(action, id)).handled.map((message) => message.id);

/** As `lab parked` is run, for programs. */
const run = async (action: 'list' | Action, options: { id?: string; queue?: string } = {}) => {
  const [out, err]: [string[], string[]] = [[], []];
  const stream = (lines: string[]) => ({ write: (text: string) => lines.push(text) }) as unknown as Writable;
  const context = { json: true, stdout: stream(out), stderr: stream(err) } as unknown as LabContext;
  const lab = { urls: stores.urls, report: (event: ReportEvent) => events.push(event) };
  const events: ReportEvent[] = [];
  const code = await runParked(context, lab, {
    action,
    all: options.id === undefined && action !== 'list',
    limit: 10,
    ...options,
  });
  return {
    code,
    events,
    said: err.join(''),
    report: JSON.parse(out.join('')) as Record<string, { id: string }[]>,
  };
};

/** amqplib cannot send it, other clients can. */
const parkWithHugeHeaders = async (id: string): Promise<void> => {
  const url = new URL(stores.urls.rabbitmqManagement);
  const vhost = encodeURIComponent(new URL(stores.urls.rabbitmq).pathname.slice(1));
  const credentials = decodeURIComponent(`${url.username}:${url.password}`);
  const response = await fetch(`${url.origin}/api/exchanges/${vhost}/amq.default/publish`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` },
    body: JSON.stringify({
      routing_key: PARKED,
      payload: 'no JSON',
      payload_encoding: 'string',
      properties: { message_id: id, headers: { huge: 'x'.repeat(70_000) } },
    }),
  });
  expect(await response.json()).toEqual({ routed: true });
};

/** A message of an order that the relay has given up, as it leaves it. */
const parkInOutbox = async (): Promise<{ id: string; orderId: string }> => {
  const orderId = randomUUID();
  const envelope = envelop(OrderCancelled, { orderId });
  await stores.postgres.query(
    `INSERT INTO outbox_parked (id, order_id, envelope, traceparent, created_at, attempts, reason, detail)
     VALUES ($1, $2, $3, $4, now(), 5, 'messaging.too_large', '300000 bytes')`,
    [1, orderId, JSON.stringify(envelope), TRACEPARENT],
  );
  return { id: envelope.id, orderId };
};

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
    expect(await handledBy('replay', second)).toEqual([second]);
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
    expect(await handledBy('replay')).toEqual(ids);
    await holds(QUEUE, 25);
    await holds(PARKED, 0);
  });

  it('names and skips the one that cannot be sent, replays what is behind it, and still lists and drops it', async () => {
    const [before] = await park(1);
    await parkWithHugeHeaders('huge');
    await holds(PARKED, 2);
    const behind = 'no UTF-8';
    stores.channel.sendToQueue(PARKED, Buffer.from([0xff]), { messageId: behind });
    await holds(PARKED, 3);

    const replayed = await run('replay');

    expect(replayed.code).toBe(EXIT.refuted);
    expect(replayed.report['replayed']?.map(({ id }) => id)).toEqual([before, behind]);
    expect(replayed.report['skipped']).toEqual([
      expect.objectContaining({ id: 'huge', queue: PARKED, why: expect.stringMatching(/cannot encode it/) }),
    ]);
    expect(replayed.said).toMatch(/skipped huge: .*inventory\.orders\.parked/);
    expect(replayed.events).toEqual([
      { kind: 'other', text: `lab parked replay: 2 in ${PARKED}`, at: expect.stringMatching(/^20.*Z$/) },
    ]);
    await holds(QUEUE, 2);
    await holds(PARKED, 1);
    expect((await run('list')).report['messages']?.map(({ id }) => id)).toEqual(['huge']);
    expect((await run('drop', { id: 'huge' })).code).toBe(EXIT.held);
    await holds(PARKED, 0);
  });

  it('replays a message without what would lose it or send it elsewhere', async () => {
    stores.channel.sendToQueue(PARKED, Buffer.from('{}'), {
      messageId: 'm-1',
      userId: new URL(stores.urls.rabbitmq).username,
      headers: { CC: [], 'x-own': 1, 'x-first-death-queue': 'q' },
    });
    await holds(PARKED, 1);
    await handle('replay');
    await holds(QUEUE, 1);
    const replayed = await stores.channel.get(QUEUE, { noAck: true });
    if (!replayed) throw new Error('nothing was replayed');
    const { 'x-delivery-count': _brokersOwn, ...headers } = replayed.properties.headers ?? {};
    expect([headers, replayed.properties.userId, replayed.properties.messageId]).toEqual([
      { 'x-own': 1 },
      undefined,
      'm-1',
    ]);
  });

  it('lists, replays and drops what the outbox has parked, beside the queues', async () => {
    const { id, orderId } = await parkInOutbox();
    const [inQueue] = await park(1);
    expect((await run('list')).report['messages']).toEqual([
      expect.objectContaining({ queue: PARKED, id: inQueue }),
      {
        ...{ queue: 'orders.outbox.parked', id, orderId, message: 'orders.order-cancelled' },
        ...{ reason: 'messaging.too_large', detail: '300000 bytes', attempt: 5 },
        parkedAt: expect.stringMatching(/^\d{4}-.*Z$/),
      },
    ]);
    expect((await run('replay', { queue: 'orders.outbox' })).report['replayed']).toHaveLength(1);
    await holds(PARKED, 1);
    const { rows } = await stores.postgres.query(
      `SELECT order_id, envelope->>'id' AS id, traceparent, attempts FROM outbox`,
    );
    expect(rows).toEqual([{ order_id: orderId, id, traceparent: TRACEPARENT, attempts: 0 }]);
    expect(await run('replay', { id })).toMatchObject({ code: EXIT.refuted, events: [] }); // it is not there any more

    const other = await parkInOutbox();
    expect((await run('drop', { id: other.id })).report['dropped']).toHaveLength(1);
    expect((await run('list', { queue: 'orders.outbox' })).report['messages']).toEqual([]);
  });

  it('drops only what it is told to', async () => {
    const [first, second] = await park(2);
    expect(await handledBy('drop', randomUUID())).toEqual([]);
    await holds(PARKED, 2);
    expect(await handledBy('drop', first)).toEqual([first]);
    await holds(PARKED, 1);
    expect((await readParked(broker, [PARKED], 10)).map(({ id }) => id)).toEqual([second]);
  });

  it('knows a message by its id in whatever case', async () => {
    const [first, second] = [randomUUID(), randomUUID()];
    for (const messageId of [first.toUpperCase(), second])
      stores.channel.sendToQueue(PARKED, Buffer.from('{'), { messageId });
    await holds(PARKED, 2);
    expect((await readParked(broker, [PARKED], 10)).map(({ id }) => id)).toEqual([first, second]);
    const context = { json: false, stdout: new PassThrough() } as unknown as LabContext;
    const lab = { urls: stores.urls, report: () => undefined };
    for (const id of [first, second.toUpperCase()])
      expect(await runParked(context, lab, { action: 'drop', id, all: false })).toBe(0);
    await holds(PARKED, 0);
  });

  it('keeps a message parked when there is no queue to replay it to', async () => {
    await park(1);
    await stores.channel.deleteQueue(QUEUE);
    try {
      await expect(handle('replay')).rejects.toThrow(
        'cannot replay to inventory.orders: the queue does not exist',
      );
      await holds(PARKED, 1);
    } finally {
      await stores.channel.assertQueue(QUEUE, {
        arguments: { 'x-queue-type': 'quorum', 'x-delivery-limit': 1_000_000 },
      });
    }
  });
});
