import { parkedQueue } from '@lab/contracts';
import { until } from '@lab/testing';
import { PublishFailed } from '../src';
import { QUEUE, type TestApp, Tested, startApp } from './support/app';
import { PATIENTLY, type TestBroker, createBroker } from './support/broker';

describe('publishing', () => {
  let broker: TestBroker;
  let app: TestApp;

  beforeAll(async () => {
    broker = await createBroker();
  });
  afterEach(() => app.close());
  afterAll(() => broker.remove());

  it('hands a message over once and acks it', async () => {
    app = await startApp({ url: broker.url }, () => undefined);
    await app.publisher.publish(Tested, { n: 1 });
    const message = await until('the message', () => app.received[0], PATIENTLY);
    expect(message).toMatchObject({
      name: Tested.name,
      version: 1,
      body: { n: 1 },
      attempt: 1,
      redelivered: false,
    });
    await app.close();
    expect(await broker.depth(QUEUE.name)).toBe(0);
    expect(await broker.depth(parkedQueue(QUEUE.name))).toBe(0);
  });

  it('rejects a message that no queue is bound for', async () => {
    app = await startApp({ url: broker.url });
    const Lost = { ...Tested, name: 'tests.thing-lost' };
    await expect(app.publisher.publish(Lost, { n: 1 })).rejects.toMatchObject({
      code: 'messaging.unroutable',
    });
    await expect(app.publisher.publish(Tested, { n: 2 })).resolves.toBeUndefined();
    expect((await broker.take(QUEUE.name)).properties).toMatchObject({
      deliveryMode: 2,
      type: `${Tested.name}.v1`,
    });
  });

  it('refuses a message that consumers would park for its size', async () => {
    app = await startApp({ url: broker.url, maxMessageBytes: 1000 });
    await expect(app.publisher.publish(Tested, { n: 1, text: 'x'.repeat(1000) })).rejects.toMatchObject({
      kind: 'invalid',
      code: 'messaging.too_large',
    });
  });

  it('delivers both copies of a duplicate publish, with the same id', async () => {
    app = await startApp({ url: broker.url }, () => undefined);
    const id = '6f3a4d0e-3c4e-4b0e-9d53-0e8a4b1c2d3e';
    await Promise.all([
      app.publisher.publish(Tested, { n: 1 }, { id }),
      app.publisher.publish(Tested, { n: 1 }, { id }),
    ]);
    await until('both', () => app.received.length === 2, PATIENTLY);
    expect(app.received.map((message) => message.id)).toEqual([id, id]);
  });

  it('fails when its time is over while there is no broker, and starts without one', async () => {
    app = await startApp({ url: 'amqp://127.0.0.1:1', publishTimeoutMs: 100 }, () => undefined);
    await expect(app.probe.check(AbortSignal.timeout(1000))).rejects.toThrow('not connected');
    const failure = app.publisher.publish(Tested, { n: 1 });
    await expect(failure).rejects.toBeInstanceOf(PublishFailed);
    await expect(failure).rejects.toMatchObject({ kind: 'unavailable', code: 'messaging.disconnected' });
  });

  it('fails at once when too many publishes wait', async () => {
    app = await startApp({ url: 'amqp://127.0.0.1:1', publishTimeoutMs: 100, maxPendingPublishes: 2 });
    const results = await Promise.allSettled([1, 2, 3].map((n) => app.publisher.publish(Tested, { n })));
    expect(
      results.map((result) =>
        result.status === 'rejected' ? (result.reason as PublishFailed).code : 'sent',
      ),
    ).toEqual(['messaging.disconnected', 'messaging.disconnected', 'messaging.busy']);
  });
});
