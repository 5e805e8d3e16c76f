import { setTimeout as pause } from 'node:timers/promises';
import { EVENTS_EXCHANGE, defineMessage, parkedQueue, retryQueue } from '@lab/contracts';
import { TcpProxy, eventually, until } from '@lab/testing';
import { z } from 'zod';
import { QUEUE, type TestApp, Tested, Unhandled, connected, startApp } from './support/app';
import { PATIENTLY, type TestBroker, createBroker, headersOf } from './support/broker';

describe('when the broker fails', () => {
  let broker: TestBroker;
  let app: TestApp;
  let proxy: TcpProxy | undefined;

  beforeEach(async () => {
    broker = await createBroker();
  });
  afterEach(async () => {
    proxy?.resume();
    await app.close();
    await proxy?.close();
    proxy = undefined;
    await broker.remove();
  });

  /** As the outbox does: again until confirmed. */
  const publishSurely = (n: number): Promise<void> =>
    eventually(`${n} is published`, () => app.publisher.publish(Tested, { n }), {
      withinMs: 60_000,
      everyMs: 100,
    });
  const numbers = (): Set<number> => new Set(app.received.map(({ body }) => body.n));

  it('starts while the broker is down, and works once it is there', async () => {
    proxy = await TcpProxy.closed(broker.url);
    app = await startApp({ url: proxy.url }, () => undefined);
    await expect(app.probe.check(AbortSignal.timeout(1000))).rejects.toThrow('not connected');
    const early = app.publisher.publish(Tested, { n: 1 }); // waits within its timeout, then goes out
    await pause(500);
    await proxy.open();
    await expect(early).resolves.toBeUndefined();
    await until('the message', () => app.received[0], PATIENTLY);
    await connected(app);
  });

  it('loses nothing when all connections are killed under load, and comes back', async () => {
    const killed = new AbortController();
    // Slow until then, so that messages are in work when the connections die.
    app = await startApp({ url: broker.url, prefetch: 8 }, () => pause(killed.signal.aborted ? 0 : 500));
    await connected(app);
    const AFTERWARDS = 500;
    let published = 0;
    const publishing = (async () => {
      // The management API lists connections seconds after they were opened.
      for (let left = AFTERWARDS; left > 0; left -= killed.signal.aborted ? 1 : 0) {
        await publishSurely(published++);
        await pause(5);
      }
    })();
    expect(await broker.killConnections()).toBe(2);
    killed.abort();
    await publishing;
    await until('every message', () => numbers().size === published, PATIENTLY);
    await connected(app);
    expect(app.received.some(({ redelivered }) => redelivered)).toBe(true); // otherwise nothing was in work when it died
    await app.close();
    expect(await broker.depth(QUEUE.name)).toBe(0);
  });

  it('comes back when its queue is deleted under it', async () => {
    app = await startApp({ url: broker.url }, () => undefined);
    await connected(app);
    await broker.channel.deleteQueue(QUEUE.name);
    await publishSurely(1);
    await until('the message', () => app.received[0], PATIENTLY);
  });

  it('brings failing messages through when the queues that they have to go to are deleted', async () => {
    app = await startApp({ url: broker.url, retryDelaysSeconds: [1], prefetch: 4 }, ({ attempt, body }) => {
      if (attempt === 1 || body.n === 0) throw new Error('on purpose');
    });
    await connected(app);
    for (const queue of [retryQueue(QUEUE.name, 1), parkedQueue(QUEUE.name)])
      await broker.channel.deleteQueue(queue);
    for (let n = 0; n < 8; n += 1) await publishSurely(n);
    // all slots are held by messages that cannot go on, until the queues are there again
    await until(
      'all again',
      () => app.received.filter(({ attempt }) => attempt === 2).length >= 8,
      PATIENTLY,
    );
    await broker.take(parkedQueue(QUEUE.name));
    await app.close();
    expect(await broker.depth(QUEUE.name)).toBe(0);
    expect(numbers()).toEqual(new Set([0, 1, 2, 3, 4, 5, 6, 7]));
  });

  it.each([
    ['binding', () => broker.channel.unbindQueue(QUEUE.name, EVENTS_EXCHANGE, Tested.name)],
    ['exchange', () => broker.channel.deleteExchange(EVENTS_EXCHANGE)],
  ])('publishes again, without a restart, when the %s is deleted under it', async (_what, remove) => {
    app = await startApp({ url: broker.url }, () => undefined);
    await connected(app);
    await remove();
    await publishSurely(1);
    await until('the message', () => app.received[0], PATIENTLY);
  });

  it('needs one publish only where a binding is missing', async () => {
    app = await startApp({ url: broker.url }, () => undefined);
    await connected(app);
    await broker.channel.unbindQueue(QUEUE.name, EVENTS_EXCHANGE, Tested.name);
    await Promise.all([1, 2, 3].map((n) => app.publisher.publish(Tested, { n })));
    await until('all', () => numbers().size === 3, PATIENTLY);
  });

  it('keeps publishing other messages where one has no queue, and the topology cannot be declared', async () => {
    app = await startApp({ url: broker.url });
    await connected(app);
    await broker.channel.deleteQueue(parkedQueue(QUEUE.name));
    await broker.channel.assertQueue(parkedQueue(QUEUE.name), { durable: true, messageTtl: 1 });
    const stray = defineMessage({ name: 'tests.thing-stray', version: 1, body: z.object({}) });
    const [strayed, sent] = await Promise.allSettled([
      app.publisher.publish(stray, {}),
      app.publisher.publish(Tested, { n: 1 }),
    ]);
    expect(strayed).toMatchObject({ reason: { code: 'messaging.undeclared' } });
    expect(sent.status).toBe('fulfilled');
    await expect(app.publisher.publish(Tested, { n: 2 })).resolves.toBeUndefined(); // on the same channel
  });

  it('names what the broker does not permit, and comes back for the others', async () => {
    app = await startApp({ url: broker.url });
    await connected(app);
    await broker.permitOnly(`^${Tested.name}$`);
    await expect(app.publisher.publish(Unhandled, {})).rejects.toMatchObject({ code: 'messaging.denied' });
    await publishSurely(1);
  });

  it('frees its slots when the retry queue takes nothing: gives the message back, then leaves it to the broker', async () => {
    app = await startApp({ url: broker.url, retryDelaysSeconds: [60], prefetch: 1 }, ({ body }) => {
      if (body.n === 0) throw new Error('on purpose');
    });
    await connected(app);
    await broker.fill(retryQueue(QUEUE.name, 60));
    for (const n of [0, 1]) await publishSurely(n);
    await until('the next message', () => numbers().has(1), { ...PATIENTLY, withinMs: 40_000 });
    // which of the two the broker delivers first after that is its own affair
    const given = (): boolean[] =>
      app.received.filter(({ body }) => body.n === 0).map(({ redelivered }) => redelivered);
    await until('what was given back', () => given().length === 2, PATIENTLY);
    expect(given()).toEqual([false, true]);
    const parked = await broker.take(parkedQueue(QUEUE.name));
    expect(headersOf(parked)['x-first-death-reason']).toBe('rejected');
  });

  it('bounds what waits for a broker that does not answer, and recovers from it', async () => {
    proxy = await TcpProxy.open(broker.url);
    app = await startApp({ url: proxy.url, publishTimeoutMs: 500, maxPendingPublishes: 200 });
    await connected(app);
    proxy.stall();
    const text = 'x'.repeat(100_000); // fills the sockets' buffers soon
    const results = await Promise.allSettled(
      Array.from({ length: 210 }, (_, n) => app.publisher.publish(Tested, { n, text })),
    );
    const codes = results.map((result) =>
      result.status === 'rejected' ? (result.reason as { code: string }).code : 'sent',
    );
    expect(codes).toEqual([
      ...Array<string>(200).fill('messaging.timeout'),
      ...Array<string>(10).fill('messaging.busy'),
    ]);
    proxy.resume();
    await publishSurely(1000);
    const arrived = await broker.depth(QUEUE.name);
    expect(arrived).toBeLessThan(150); // only what the sockets and the channel had taken before they were full
  });

  it('drops a broker that stays silent, by heartbeat', async () => {
    proxy = await TcpProxy.open(broker.url);
    app = await startApp({ url: proxy.url }, () => undefined);
    await connected(app);
    proxy.stall();
    await until(
      'not ready',
      () =>
        app.probe.check(AbortSignal.timeout(1000)).then(
          () => false,
          () => true,
        ),
      { ...PATIENTLY, withinMs: 30_000 },
    );
    await proxy.cut();
    await proxy.open();
    proxy.resume();
    await connected(app);
    await publishSurely(1);
    await until('the message', () => app.received[0], PATIENTLY);
  });
});
