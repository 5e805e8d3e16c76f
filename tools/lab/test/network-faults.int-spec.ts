import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts } from '@lab/testing';
import { during, type Fault } from '../src/faults/fault.ts';
import {
  bandwidth,
  latency,
  partition,
  refused,
  reset,
  timeout,
} from '../src/faults/network/network-faults.ts';
import { pairOf } from '../src/faults/network/pairs.ts';
import { required } from './support/required.ts';
import { httpService, lab, useTemporaryLab } from './temporary-lab.ts';

jest.setTimeout(120_000);

useTemporaryLab();

const PAIR = pairOf('inventory', 'redis');
const LIMITS = { activeWithinMs: 30_000 };

/** Answers each line that it gets. */
const STORE = `
  const [host, port] = process.env.LISTEN.split(':');
  require('node:net').createServer((socket) => socket.pipe(socket).on('error', () => socket.destroy())).listen(Number(port), host);
`;
/** Holds one connection to its store, makes another when it is lost, and needs it for each request: half a kilobyte. */
const CLIENT = `
  const net = require('node:net');
  const { hostname, port } = new URL(process.env.REDIS_URL);
  let waiting = [];
  let socket;
  const ask = (line, answer) => { waiting.push(answer); socket.write(line + '\\n'); };
  const dial = () => {
    socket = net.connect(Number(port), hostname);
    require('node:readline').createInterface({ input: socket }).on('line', () => waiting.shift()?.(200)).on('error', () => undefined);
    socket.on('error', () => undefined);
    socket.on('close', () => { waiting.splice(0).forEach((answer) => answer(503)); setTimeout(dial, 50); });
  };
  dial();
  setInterval(() => ask('probe', () => undefined), 200);
  const [host, own] = process.env.LISTEN.split(':');
  require('node:http').createServer((_, response) => {
    const answer = (status) => { if (!response.headersSent) response.writeHead(status).end(); };
    ask('x'.repeat(500), answer);
    setTimeout(() => answer(503), 1500);
  }).listen(Number(own), host);
`;

const program = (name: string, script: string): Record<string, unknown> => ({
  program: 'node',
  command: ['node', '-e', script],
  ready: { tcp: `${name}:${name === 'redis' ? 6379 : 8082}` },
});

/** A lab of a store, its client and Toxiproxy, under the names that the pair has. */
async function bringUp({ isLed = true } = {}) {
  const [api, proxy, store, client] = await freePorts(4);
  writeFileSync(
    join(lab.root, 'proxies.json'),
    JSON.stringify([
      { name: 'inventory-redis', listen: '0.0.0.0:20379', upstream: 'redis:6379', enabled: true },
    ]),
  );
  lab.describe({
    redis: httpService(store ?? 0, {
      environment: { LISTEN: '0.0.0.0:6379' },
      ports: [`127.0.0.1:${store}:6379`],
      'x-native': program('redis', STORE),
    }),
    toxiproxy: httpService(api ?? 0, {
      ports: [`127.0.0.1:${api}:8474`, `127.0.0.1:${proxy}:20379`],
      volumes: ['./proxies.json:/etc/toxiproxy/proxies.json:ro'],
      'x-native': {
        program: 'node',
        command: [
          required('TEST_TOXIPROXY'),
          '-host=127.0.0.1',
          `-port=${api}`,
          '-config=/etc/toxiproxy/proxies.json',
        ],
        ready: { http: 'http://toxiproxy:8474/version' },
      },
    }),
    inventory: httpService(client ?? 0, {
      environment: {
        LISTEN: '0.0.0.0:8082',
        REDIS_URL: isLed ? 'redis://toxiproxy:20379' : 'redis://redis:6379',
      },
      ports: [`127.0.0.1:${client}:8082`],
      depends_on: { toxiproxy: { condition: 'service_healthy' }, redis: { condition: 'service_healthy' } },
      'x-native': program('inventory', CLIENT),
    }),
  });
  const engine = lab.engine();
  await engine.up();
  return engine;
}

type Target = Awaited<ReturnType<typeof bringUp>>;

it('does each network fault on the connection that the service holds, and undoes it', async () => {
  const engine = await bringUp();
  const faults: readonly ((target: Target) => Fault)[] = [
    (target) => latency(target, PAIR, { ms: 200, jitter: 50 }),
    (target) => bandwidth(target, PAIR, { kbps: 1 }),
    (target) => partition(target, PAIR),
    (target) => timeout(target, PAIR, { ms: 300 }),
    (target) => reset(target, PAIR),
    (target) => refused(target, PAIR),
  ];
  for (const make of faults) {
    const fault = make(engine);
    expect([fault.what, await fault.isActive()]).toEqual([fault.what, false]);
    await during(fault, LIMITS, () => Promise.resolve());
    // Ended by another process than the one that began it, which knows nothing of it.
    await make(lab.engine()).begin();
    await make(lab.engine()).end();
    expect([fault.what, await fault.isActive()]).toEqual([fault.what, false]);
  }
});

it('finds a fault without effect where the service goes past the proxy', async () => {
  const engine = await bringUp({ isLed: false });
  for (const fault of [latency(engine, PAIR, { ms: 200, jitter: 0 }), refused(engine, PAIR)]) {
    const work = jest.fn();
    await expect(during(fault, { activeWithinMs: 2000 }, work)).rejects.toThrow(
      `${fault.what}: not in effect within 2000 ms`,
    );
    expect(work).not.toHaveBeenCalled();
  }
});
