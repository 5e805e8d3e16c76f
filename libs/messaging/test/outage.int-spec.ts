import { setTimeout as pause } from 'node:timers/promises';
import { METRICS, MESSAGE_HEADERS, Unavailable, envelop, parkedQueue, retryQueue } from '@lab/contracts';
import { until } from '@lab/testing';
import { QUEUE, type TestApp, Tested, connected, startApp } from './support/app';
import { PATIENTLY, type TestBroker, createBroker, headersOf } from './support/broker';

const COUNT = 200;
/** All retries together take one second; the outages below last longer. */
const RETRIES = [1];
const ALWAYS_FAILING = -1;

/** A dependency of the handlers that answers `unavailable` while it is away, and what went through. */
class Dependency {
  isAway = true;
  calls = 0;
  readonly done: number[] = [];
  readonly attempts = new Set<number>();

  readonly use = ({ body: { n }, attempt }: { body: Tested; attempt: number }): void => {
    this.calls += 1;
    this.attempts.add(attempt);
    if (this.isAway || n === ALWAYS_FAILING) throw new Unavailable('tests.down', 'away', 1);
    this.done.push(n);
  };
}

describe('when what the handlers need is away', () => {
  let broker: TestBroker;
  let app: TestApp;
  let dependency: Dependency;

  beforeEach(async () => {
    broker = await createBroker();
    dependency = new Dependency();
  });
  afterEach(async () => {
    await app.close();
    await broker.remove();
  });

  const start = async (): Promise<void> => {
    app = await startApp({ url: broker.url, retryDelaysSeconds: RETRIES, prefetch: 16 }, dependency.use);
    await connected(app);
  };
  const publishAll = async (): Promise<void> => {
    for (let n = 0; n < COUNT; n += 1) await app.publisher.publish(Tested, { n });
  };
  const allDone = () =>
    until('every message', () => new Set(dependency.done).size >= COUNT, { ...PATIENTLY, withinMs: 30_000 });
  const nothingLeftOver = async (): Promise<void> => {
    for (const queue of [QUEUE.name, parkedQueue(QUEUE.name), retryQueue(QUEUE.name, 1)])
      expect([queue, await broker.depth(queue)]).toEqual([queue, 0]);
  };
  const paused = async (): Promise<string | undefined> => {
    const text = await app.registry.getSingleMetricAsString(METRICS.consumersPaused);
    return text
      .split('\n')
      .find((line) => line.startsWith(METRICS.consumersPaused))
      ?.split(' ')[1];
  };

  it('messages wait in the broker and use up no attempt; afterwards all are handled, in order, without help', async () => {
    await start();
    await publishAll();
    await until('paused', async () => (await paused()) === '1', PATIENTLY);
    await expect(app.consumersProbe.check(AbortSignal.timeout(1000))).rejects.toThrow(
      'tests.things is paused: tests.down: away',
    );
    await pause(5_000); // longer than all retries together
    const callsInOutage = dependency.calls;
    expect(callsInOutage).toBeLessThan(40);
    expect(await broker.depth(retryQueue(QUEUE.name, 1))).toBe(0);

    dependency.isAway = false;
    await allDone();

    expect(dependency.attempts).toEqual(new Set([1]));
    // those that were held go first, as they came; those that waited in the broker follow as they were sent
    expect(dependency.done.slice(16)).toEqual([...dependency.done.slice(16)].sort((a, b) => a - b));
    expect(await paused()).toBe('0');
    await expect(app.consumersProbe.check(AbortSignal.timeout(1000))).resolves.toBeUndefined();
    await app.close();
    await nothingLeftOver();
  });

  it('is not worn out by restarts: the broker parks nothing, however often the process comes and goes', async () => {
    await start();
    await publishAll();
    for (let restart = 0; restart < 60; restart += 1) {
      const calls = dependency.calls;
      await until('a trial', () => dependency.calls > calls, PATIENTLY);
      await app.close(); // SIGTERM during a pause: what is held goes back
      await start();
    }
    dependency.isAway = false;
    await allDone();
    expect(dependency.attempts).toEqual(new Set([1]));
    await app.close();
    await nothingLeftOver();
  }, 180_000);

  it('a message that is unavailable by itself is parked after its attempts, and holds no other up', async () => {
    dependency.isAway = false;
    await start();
    await app.publisher.publish(Tested, { n: ALWAYS_FAILING });
    await publishAll();
    await allDone();
    for (let n = COUNT; ; n += 1) {
      // others must pass beside it, as they do where there is traffic
      await app.publisher.publish(Tested, { n });
      await pause(50);
      if ((await broker.depth(parkedQueue(QUEUE.name))) > 0) break;
    }
    const parked = await broker.take(parkedQueue(QUEUE.name));
    expect(JSON.parse(parked.content.toString())).toMatchObject({ body: { n: ALWAYS_FAILING } });
    expect(headersOf(parked)).toMatchObject({
      [MESSAGE_HEADERS.parkedReason]: 'attempts_exhausted',
      [MESSAGE_HEADERS.attempt]: 2,
    });
  });

  it('still parks at once what can never be understood, when its turn comes', async () => {
    await start();
    await app.publisher.publish(Tested, { n: 1 });
    await until('paused', async () => (await paused()) === '1', PATIENTLY);
    await broker.publishRaw(Tested.name, 'no JSON');
    await broker.take(parkedQueue(QUEUE.name));
    await broker.publishRaw(Tested.name, JSON.stringify({ ...envelop(Tested, { n: 2 }), version: 2 }));
    await broker.take(parkedQueue(QUEUE.name));
  });
});
