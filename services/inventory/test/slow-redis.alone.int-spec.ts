import { setTimeout as sleep } from 'node:timers/promises';
import { TcpProxy, eventually } from '@lab/testing';
import { type TestInventory, startInventory } from './support/app';
import { type TestBroker, createVirtualHost } from './support/broker';
import { type TestRedis, claimRedis } from './support/redis';

const COMMAND_TIMEOUT_MS = 1000;

describe('a Redis that is slow', () => {
  let redis: TestRedis;
  let broker: TestBroker;
  let toRedis: TcpProxy;
  let inventory: TestInventory;

  beforeAll(async () => {
    [redis, broker] = await Promise.all([claimRedis(), createVirtualHost()]);
    toRedis = await TcpProxy.open(redis.url);
    inventory = await startInventory({
      REDIS_URL: toRedis.url,
      RABBITMQ_URL: broker.url,
      REDIS_COMMAND_TIMEOUT_MS: String(COMMAND_TIMEOUT_MS),
    });
    await inventory.untilReady({ withinMs: 20_000 });
  });
  afterAll(async () => {
    toRedis.delay(0);
    await inventory.close();
    await Promise.all([toRedis.close(), redis.close(), broker.close()]);
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
      // Two checks in a row are given up, and the ten seconds without an answer that count as down are far.
      toRedis.delay(1.5 * COMMAND_TIMEOUT_MS);
      await look(4000);
      toRedis.delay(COMMAND_TIMEOUT_MS / 4);
      await look(4000);
    }
    expect([...seen]).toEqual([200]);
  }, 60_000);

  it('shows in the metrics how many commands wait for it', async () => {
    const waiting = async (): Promise<number> => {
      const { body } = await inventory.get('/metrics');
      return Number(/^lab_redis_commands_in_flight (\d+)$/m.exec(body)?.[1]);
    };
    toRedis.delay(0);
    await eventually('none waits', async () => expect(await waiting()).toBe(0));
    toRedis.delay(COMMAND_TIMEOUT_MS / 2);
    const answers = Promise.all(Array.from({ length: 20 }, () => inventory.get('/stock')));
    await eventually('all wait', async () => expect(await waiting()).toBeGreaterThanOrEqual(20), {
      withinMs: 5000,
    });
    expect((await answers).map(({ statusCode }) => statusCode)).toEqual(Array<number>(20).fill(200));
    toRedis.delay(0);
    await eventually('none waits', async () => expect(await waiting()).toBe(0));
  });
});
