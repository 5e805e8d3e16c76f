import { setTimeout as sleep } from 'node:timers/promises';
import { type TestInventory, startInventory } from './support/app';
import { type TestBroker, createVirtualHost } from './support/broker';
import { eventually } from './support/eventually';
import { Proxy } from './support/proxy';
import { type TestRedis, claimRedis } from './support/redis';

describe('a Redis that is slow', () => {
  let redis: TestRedis;
  let broker: TestBroker;
  let toRedis: Proxy;
  let inventory: TestInventory;

  beforeAll(async () => {
    [redis, broker] = await Promise.all([claimRedis(), createVirtualHost()]);
    toRedis = new Proxy(new URL(redis.url));
    inventory = await startInventory({ REDIS_URL: await toRedis.open(), RABBITMQ_URL: broker.url });
    await eventually(async () => expect((await inventory.get('/health/ready')).statusCode).toBe(200), 20_000);
  });
  afterAll(async () => {
    toRedis.delay(0);
    await inventory.close();
    await Promise.all([toRedis.cut(), redis.close(), broker.close()]);
  });

  it('leaves inventory ready while it still answers, though answers in a row take longer than our commands may', async () => {
    const seen = new Set<number>();
    const look = async (ms: number): Promise<void> => {
      const end = performance.now() + ms;
      while (performance.now() < end) {
        seen.add((await inventory.get('/health/ready')).statusCode);
        await sleep(200);
      }
    };
    for (let turn = 0; turn < 2; turn += 1) {
      toRedis.delay(3000); // beyond REDIS_COMMAND_TIMEOUT_MS, twice in a row
      await look(5000);
      toRedis.delay(300);
      await look(5000);
    }
    expect([...seen]).toEqual([200]);
  }, 60_000);

  it('shows in the metrics how many commands wait for it', async () => {
    const waiting = async (): Promise<number> => {
      const { body } = await inventory.get('/metrics');
      return Number(/^lab_redis_commands_in_flight (\d+)$/m.exec(body)?.[1]);
    };
    toRedis.delay(0);
    await eventually(async () => expect(await waiting()).toBe(0), 10_000);
    toRedis.delay(1000);
    const answers = Promise.all(Array.from({ length: 20 }, () => inventory.get('/stock')));
    await eventually(async () => expect(await waiting()).toBeGreaterThanOrEqual(20), 5000);
    expect((await answers).map(({ statusCode }) => statusCode)).toEqual(Array<number>(20).fill(200));
    toRedis.delay(0);
    await eventually(async () => expect(await waiting()).toBe(0), 10_000);
  });
});
