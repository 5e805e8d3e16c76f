import { setTimeout as pause } from 'node:timers/promises';
import { DomainError, type ErrorKind, MESSAGE_HEADERS, envelop, parkedQueue } from '@lab/contracts';
import { until } from '@lab/testing';
import { QUEUE, type TestApp, Tested, Unhandled, connected, startApp } from './support/app';
import { PATIENTLY, type TestBroker, createBroker, headersOf } from './support/broker';

const PARKED = parkedQueue(QUEUE.name);
const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

const failing = (kind: ErrorKind): DomainError =>
  new (class Failed extends DomainError {
    readonly kind = kind;
    readonly code = 'tests.failed';
  })('on purpose');

describe('consuming', () => {
  let broker: TestBroker;
  let app: TestApp;

  beforeEach(async () => {
    broker = await createBroker();
  });
  afterEach(async () => {
    await app.close();
    await broker.remove();
  });

  const raw = (envelope: object): Promise<void> => broker.publishRaw(Tested.name, JSON.stringify(envelope));
  const isEmpty = (queue: string) =>
    until(`${queue} empty`, async () => (await broker.depth(queue)) === 0, PATIENTLY);

  describe('parks at once, with the reason, and goes on with the next message', () => {
    const good = envelop(Tested, { n: 7 });
    const cases: readonly (readonly [what: string, reason: string, content: string | Buffer])[] = [
      ['truncated JSON', 'undecodable', JSON.stringify(good).slice(0, -9)],
      ['bytes that are no UTF-8', 'undecodable', Buffer.from([0x22, 0xff, 0xfe, 0x22])],
      ['an empty message', 'undecodable', ''],
      ['JSON that is no envelope', 'not_an_envelope', '{"orderId":1}'],
      ['a message without a handler', 'unknown_message', JSON.stringify(envelop(Unhandled, {}))],
      ['a version that is not handled', 'wrong_version', JSON.stringify({ ...good, version: 2 })],
      ['a body that breaks its contract', 'invalid_body', JSON.stringify({ ...good, body: { n: 'seven' } })],
      [
        'a body of 1 MB',
        'too_large',
        JSON.stringify({ ...good, body: { n: 7, text: 'x'.repeat(1_048_576) } }),
      ],
    ];

    it.each(cases)('%s: %s', async (_what, reason, content) => {
      app = await startApp({ url: broker.url }, () => undefined);
      await connected(app);
      const headers = { traceparent: TRACEPARENT, 'x-other': 'kept', CC: [QUEUE.name] };
      await broker.publishRaw(Tested.name, content, {
        headers,
        messageId: 'm-1',
        contentType: 'text/x',
        expiration: '60000',
      });
      await app.publisher.publish(Tested, { n: 8 });

      const parked = await broker.take(PARKED);
      expect(headersOf(parked)).toMatchObject({
        [MESSAGE_HEADERS.parkedReason]: reason,
        [MESSAGE_HEADERS.parkedDetail]: expect.stringMatching(/\w/),
        [MESSAGE_HEADERS.attempt]: 1,
        traceparent: TRACEPARENT,
        'x-other': 'kept',
      });
      expect(Date.parse(String(headersOf(parked)[MESSAGE_HEADERS.parkedAt]))).toBeGreaterThan(
        Date.now() - 60_000,
      );
      expect(parked.content.equals(Buffer.from(content))).toBe(true);
      expect(parked.properties).toMatchObject({ messageId: 'm-1', contentType: 'text/x', deliveryMode: 2 });
      expect(parked.properties.expiration).toBeUndefined();
      await until('the next message', () => app.received.find(({ body }) => body.n === 8), PATIENTLY);
      await app.close();
      await isEmpty(QUEUE.name);
    });
  });

  it('parks a message whose headers leave no room for a reason', async () => {
    app = await startApp({ url: broker.url }, () => undefined);
    await connected(app);
    await broker.publishRaw(Tested.name, 'not JSON', { headers: { big: 'x'.repeat(65_450) } });
    const headers = headersOf(await broker.take(PARKED));
    expect(headers).toMatchObject({ 'x-first-death-reason': 'rejected', 'x-first-death-queue': QUEUE.name });
    expect(headers[MESSAGE_HEADERS.parkedReason]).toBeUndefined();
  });

  it.each([
    ['invalid', 'invalid'],
    ['not_found', 'not_found'],
  ] as const)('parks what the service finds %s', async (kind, reason) => {
    app = await startApp({ url: broker.url }, () => {
      throw failing(kind);
    });
    await connected(app);
    await app.publisher.publish(Tested, { n: 1 });
    expect(headersOf(await broker.take(PARKED))).toMatchObject({
      [MESSAGE_HEADERS.parkedReason]: reason,
      [MESSAGE_HEADERS.parkedDetail]: 'tests.failed: on purpose',
    });
    expect(app.received).toHaveLength(1);
  });

  it('acks a conflict', async () => {
    app = await startApp({ url: broker.url }, () => {
      throw failing('conflict');
    });
    await connected(app);
    await app.publisher.publish(Tested, { n: 1 });
    await until('the message', () => app.received[0], PATIENTLY);
    await app.close();
    expect(await broker.depth(QUEUE.name)).toBe(0);
    expect(await broker.depth(PARKED)).toBe(0);
  });

  it('retries with delay what fails by a bug, until it works', async () => {
    const at: number[] = [];
    app = await startApp({ url: broker.url, retryDelaysSeconds: [1, 1, 2] }, ({ attempt }) => {
      at.push(Date.now());
      if (attempt < 3) throw new TypeError('a bug that passes');
    });
    await connected(app);
    await app.publisher.publish(Tested, { n: 1 });
    await until('three attempts', () => app.received.length === 3, PATIENTLY);
    expect(app.received.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
    expect(new Set(app.received.map(({ id }) => id)).size).toBe(1);
    const [first = 0, second = 0, third = 0] = at;
    expect(second - first).toBeGreaterThanOrEqual(950);
    expect(third - second).toBeGreaterThanOrEqual(950);
    await app.close();
    for (const queue of [QUEUE.name, PARKED, `${QUEUE.name}.retry-1s`])
      expect(await broker.depth(queue)).toBe(0);
  });

  it('parks a bug after the last attempt, while other messages pass', async () => {
    // The others need a few milliseconds, and a busy machine some more.
    app = await startApp({ url: broker.url, retryDelaysSeconds: [3], prefetch: 1 }, ({ body }) => {
      if (body.n === 0) throw new TypeError('a bug');
    });
    await connected(app);
    for (const n of [0, 1, 2]) await app.publisher.publish(Tested, { n });
    const headers = headersOf(await broker.take(PARKED));
    expect(headers).toMatchObject({
      [MESSAGE_HEADERS.parkedReason]: 'attempts_exhausted',
      [MESSAGE_HEADERS.parkedDetail]: 'TypeError: a bug',
      [MESSAGE_HEADERS.attempt]: 2,
    });
    expect(headers['x-death']).toBeUndefined();
    expect(app.received.map(({ body, attempt }) => [body.n, attempt])).toEqual([
      [0, 1],
      [1, 1],
      [2, 1],
      [0, 2],
    ]);
  });

  it('retries a handler that takes too long, after aborting it', async () => {
    const aborted: unknown[] = [];
    app = await startApp(
      { url: broker.url, handlerTimeoutMs: 200, retryDelaysSeconds: [1] },
      async ({ attempt, signal }) => {
        if (attempt > 1) return;
        await pause(10_000, undefined, { signal }).catch(() => aborted.push((signal.reason as Error).name));
      },
    );
    await connected(app);
    await app.publisher.publish(Tested, { n: 1 });
    await until('the second attempt', () => app.received[1], PATIENTLY);
    expect(aborted).toEqual(['HandlerTimedOut']);
  });

  it('handles as many at once as prefetch says, and no more', async () => {
    let now = 0;
    let most = 0;
    const release = Promise.withResolvers<void>();
    app = await startApp({ url: broker.url, prefetch: 3 }, async () => {
      most = Math.max(most, ++now);
      await release.promise;
      await pause(10);
      now--;
    });
    await connected(app);
    await Promise.all(Array.from({ length: 12 }, (_, n) => app.publisher.publish(Tested, { n })));
    await until('three at once', () => now === 3, PATIENTLY);
    await pause(50); // a fourth would come now
    release.resolve();
    await until('all', () => app.received.length === 12, PATIENTLY);
    expect(most).toBe(3);
  });

  it('handles fewer at once while it is told to, and as many as before afterwards', async () => {
    let now = 0;
    let most = 0;
    app = await startApp({ url: broker.url, prefetch: 3 }, async () => {
      most = Math.max(most, ++now);
      await pause(50);
      now--;
    });
    await connected(app);
    const mostOf = async (messages: number): Promise<number> => {
      const before = app.received.length;
      most = 0;
      await Promise.all(Array.from({ length: messages }, (_, n) => app.publisher.publish(Tested, { n })));
      await until('all', () => app.received.length === before + messages && now === 0, PATIENTLY);
      return most;
    };
    expect(await mostOf(6)).toBe(3);
    await app.consumers.limit(1);
    expect(await mostOf(4)).toBe(1);
    await app.consumers.limit(undefined);
    expect(await mostOf(6)).toBe(3);
  });

  it('lets handlers finish when it stops, and takes nothing new', async () => {
    const done: number[] = [];
    const release = Promise.withResolvers<void>();
    app = await startApp({ url: broker.url, prefetch: 1 }, async ({ body }) => {
      await release.promise;
      done.push(body.n);
    });
    await connected(app);
    for (const n of [1, 2]) await app.publisher.publish(Tested, { n });
    await until('the first', () => app.received[0], PATIENTLY);
    const closed = app.close();
    await pause(300); // with nothing to wait for it would have closed by now
    expect(done).toEqual([]);
    release.resolve();
    await closed;
    expect(done).toEqual([1]);
    expect(JSON.parse((await broker.take(QUEUE.name)).content.toString())).toMatchObject({ body: { n: 2 } });
  });

  it('gives a message back when its handler outlasts the drain time; the next consumer sees it redelivered', async () => {
    const first = await startApp({ url: broker.url, drainTimeoutMs: 200 }, async ({ signal }) => {
      await pause(30_000, undefined, { signal });
    });
    await connected(first);
    await first.publisher.publish(Tested, { n: 1 });
    await until('the message', () => first.received[0], PATIENTLY);
    await first.close();
    app = await startApp({ url: broker.url }, () => undefined);
    expect(await until('the message again', () => app.received[0], PATIENTLY)).toMatchObject({
      attempt: 1,
      redelivered: true,
    });
  });

  it('parks a message that the broker delivered too often without an answer, so that none is dropped', async () => {
    app = await startApp({ url: broker.url });
    await connected(app);
    await raw(envelop(Tested, { n: 1 }));
    let deliveries = 0;
    for (
      let message = await broker.channel.get(QUEUE.name);
      message;
      message = await broker.channel.get(QUEUE.name)
    ) {
      if (++deliveries > 100) throw new Error('delivered without end');
      broker.channel.reject(message); // and requeue
    }
    expect(deliveries).toBeGreaterThan(20);
    expect(headersOf(await broker.take(PARKED))['x-first-death-reason']).toBe('delivery_limit');
  });
});
