import { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '@lab/testing';
import { Balancer } from './support/balancer';
import { ask, askSteadily } from './support/client';
import { KeptConnection } from './support/kept-connection';
import { type Service, startService } from './support/service';

const running = new Set<Service>();
const start = async (env: NodeJS.ProcessEnv = {}): Promise<Service> => {
  const service = await startService(env);
  running.add(service);
  return service;
};
afterEach(() => {
  for (const service of running) service.process.kill('SIGKILL');
  running.clear();
});

const ROUNDS = 6;

describe('a planned stop', () => {
  it(`fails no request, over kept and over new connections, in ${ROUNDS} rounds at 30/s each`, async () => {
    const balancer = new Balancer();
    const url = `${await balancer.start()}/work`;
    // Ten times as long as the balancer takes to notice on a machine at rest.
    const env = { DRAIN_ANNOUNCE_MS: '2000' };
    let [leaving, staying] = await Promise.all([start(env), start(env)]);
    for (const { url: target } of [leaving, staying]) balancer.add(target);
    await until('both are ready', () => balancer.ready.size === 2);
    // in turn: each is idle for 0.8 s between two requests
    const connections = Array.from({ length: 24 }, () => new KeptConnection(new URL(url)));
    let turn = 0;
    const next = (): KeptConnection | undefined => connections[(turn += 1) % connections.length];
    const clients = {
      kept: askSteadily(30, () => next()?.ask() ?? Promise.reject(new Error('no connection'))),
      fresh: askSteadily(30, () => ask(url, new Agent({ keepAlive: false }))),
    };
    for (let round = 0; round < ROUNDS; round += 1) {
      await sleep(400); // both serve
      leaving.process.kill('SIGTERM');
      expect((await leaving.exit).code).toBe(0);
      const successor = await start({ ...env, LISTEN: new URL(leaving.url).host });
      await until('its successor is ready', () => balancer.ready.has(successor.url));
      [leaving, staying] = [staying, successor];
    }
    const outcomes = { kept: await clients.kept.stop(), fresh: await clients.fresh.stop() };
    for (const connection of connections) connection.close();
    balancer.stop();
    for (const all of Object.values(outcomes)) {
      expect(all.length).toBeGreaterThan(100);
      expect(all.filter(({ status }) => status !== 200)).toEqual([]);
    }
    expect(outcomes.kept.filter(({ connection }) => connection === 'close').length).toBeGreaterThan(0);
  }, 600_000);

  it('serves every connection that was made before the port closed, however late the event loop is', async () => {
    const service = await start({ DRAIN_ANNOUNCE_MS: '3000' });
    service.process.kill('SIGTERM');
    await until('it drains', () => service.logs.some(({ msg }) => msg === 'draining'));
    // beyond the last moment at which the port closes: all that follows waits to be accepted when the port is to be closed
    const blocking = ask(`${service.url}/work?block=6500`);
    await sleep(500);
    const waiting = Array.from({ length: 50 }, () => ask(`${service.url}/work`));
    expect((await blocking).status).toBe(200);
    expect((await Promise.all(waiting)).filter(({ status }) => status !== 200)).toEqual([]);
    expect((await service.exit).code).toBe(0);
  }, 150_000);

  it('answers on an idle connection for as long as its client was told that it may keep it', async () => {
    const service = await start({ DRAIN_ANNOUNCE_MS: '0' });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    expect(await ask(`${service.url}/work`, agent)).toEqual({ status: 200, connection: 'keep-alive' });
    service.process.kill('SIGTERM');
    await sleep(3_000); // idle, not waiting for anything
    expect(await ask(`${service.url}/work`, agent)).toEqual({ status: 200, connection: 'close' });
    expect((await service.exit).code).toBe(0);
  }, 150_000);
});
