import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts, until } from '@lab/testing';
import { ask, askSteadily } from './support/client';
import { KeptConnection } from './support/kept-connection';
import { type Service, startService } from './support/service';

const HANDOVER = join(__dirname, '../../../compose/handover.sh');
const ROUNDS = 4;
const LIMIT_MS = 300_000;

let service: Service | undefined;
let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'handover-'));
});
afterEach(async () => {
  if (service !== undefined) for (const pid of processesUnder(service)) process.kill(pid, 'SIGKILL');
  await rm(dir, { recursive: true });
});

const start = async (env: NodeJS.ProcessEnv = {}): Promise<Service> => {
  const [port, management] = await freePorts(2);
  const listen = { LISTEN: `127.0.0.1:${port}`, MANAGEMENT_LISTEN: `127.0.0.1:${management}` };
  service = await startService({ ...listen, DOWN_WHERE: join(dir, 'down'), ...env }, ['sh', HANDOVER]);
  return service;
};

/** Of the service itself, without the shell. One that has ended and was not waited for yet does not count. */
const processesUnder = ({ process: { pid = 0 } }: Service): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => isChild(name, pid))
    .map(Number);

const isChild = (name: string, parent: number): boolean => {
  try {
    const [state, ppid] = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return Number(ppid) === parent && state !== 'Z';
  } catch {
    return false; // gone meanwhile
  }
};

const count = ({ logs }: Service, msg: string): number => logs.filter((line) => line.msg === msg).length;

describe('a handover', () => {
  it(
    `fails no request, over kept and over new connections, in ${ROUNDS} rounds at 30/s each`,
    async () => {
      const running = await start();
      const url = `${running.url}/work`;
      const connections = Array.from({ length: 24 }, () => new KeptConnection(new URL(url)));
      let turn = 0;
      const next = (): KeptConnection | undefined => connections[(turn += 1) % connections.length];
      const clients = {
        kept: askSteadily(30, () => next()?.ask() ?? Promise.reject(new Error('no connection'))),
        fresh: askSteadily(30, () => ask(url, new Agent({ keepAlive: false }))),
      };
      for (let round = 1; round <= ROUNDS; round += 1) {
        const before = processesUnder(running);
        running.process.kill('SIGHUP');
        await until('the predecessor has left', () => count(running, 'stopped') === round, {
          withinMs: 60_000,
        });
        await until('one process is left', () => processesUnder(running).length === 1);
        expect(before).toHaveLength(1);
        expect(processesUnder(running)).not.toEqual(before);
      }
      const outcomes = { kept: await clients.kept.stop(), fresh: await clients.fresh.stop() };
      for (const connection of connections) connection.close();
      for (const all of Object.values(outcomes)) {
        expect(all.length).toBeGreaterThan(100);
        expect(all.filter(({ status }) => status !== 200)).toEqual([]);
      }
    },
    LIMIT_MS,
  );

  it(
    'leaves the metrics to the successor as soon as it listens',
    async () => {
      const running = await start();
      const [management] = running.logs.flatMap(({ management: url }) =>
        typeof url === 'string' ? [url] : [],
      );
      const startOf = async (): Promise<string | undefined> =>
        /^process_start_time_seconds\S* (\S+)/m.exec(
          await (await fetch(`${management}/metrics`)).text(),
        )?.[1];
      const idle = new KeptConnection(new URL(`${running.url}/work`)); // the predecessor stays for it
      expect((await idle.ask()).status).toBe(200);
      const before = await startOf();
      running.process.kill('SIGHUP');
      await until('the predecessor drains', () => count(running, 'draining') === 1, { withinMs: 60_000 });
      await until('its metrics are gone', async () => (await startOf()) !== before, { withinMs: 1_000 });
      // both may listen for a moment, and each then gets some of the connections
      const seen = await Promise.all(Array.from({ length: 20 }, startOf));
      expect(seen).not.toContain(before);
      expect(count(running, 'stopped')).toBe(0);
      idle.close();
    },
    LIMIT_MS,
  );

  it(
    'leaves everything as it was where the successor does not become ready',
    async () => {
      const running = await start({ TAKE_OVER_WITHIN_MS: '1000' });
      const before = processesUnder(running);
      await writeFile(join(dir, 'down'), '');
      running.process.kill('SIGHUP');
      await until('a second process is there', () => processesUnder(running).length === 2);
      await until('it is gone', () => processesUnder(running).length === 1, { withinMs: 60_000 });
      expect(processesUnder(running)).toEqual(before);
      expect((await ask(`${running.url}/work`)).status).toBe(200);

      await rm(join(dir, 'down'));
      running.process.kill('SIGHUP'); // and another one may still come
      await until('the predecessor has left', () => count(running, 'stopped') === 1, { withinMs: 60_000 });
      running.process.kill('SIGTERM');
      const { code, stderr } = await running.exit;
      expect(stderr).toContain('not ready within 1 s: file: it is there');
      expect(code).toBe(0);
    },
    LIMIT_MS,
  );

  it(
    'ends both processes on SIGTERM, and lets what is in flight finish',
    async () => {
      const running = await start();
      const slow = ask(`${running.url}/work?ms=5000`);
      running.process.kill('SIGHUP');
      await until('the predecessor drains', () => count(running, 'draining') === 1, { withinMs: 60_000 });
      running.process.kill('SIGTERM');
      expect((await slow).status).toBe(200);
      expect((await running.exit).code).toBe(0);
      expect(count(running, 'stopped')).toBe(2);
    },
    LIMIT_MS,
  );

  it(
    'goes on with the successor where the predecessor dies meanwhile',
    async () => {
      const running = await start();
      const [predecessor = 0] = processesUnder(running);
      running.process.kill('SIGHUP');
      await until('a second process is there', () => processesUnder(running).length === 2);
      process.kill(predecessor, 'SIGKILL');
      await until('the successor listens', () => count(running, 'listening') === 2, { withinMs: 60_000 });
      expect((await ask(`${running.url}/work`)).status).toBe(200);
    },
    LIMIT_MS,
  );

  it(
    'kills a predecessor that is stuck',
    async () => {
      const running = await start({ DRAIN_TIMEOUT_MS: '500' });
      const [predecessor = 0] = processesUnder(running);
      process.kill(predecessor, 'SIGSTOP');
      running.process.kill('SIGHUP');
      await until('the successor listens', () => count(running, 'listening') === 2, { withinMs: 60_000 });
      // Waited for, too: until then one of its threads may still hold the port.
      await until('the predecessor is gone', () => !existsSync(`/proc/${predecessor}`), { withinMs: 60_000 });
      expect(count(running, 'predecessor does not end')).toBe(1);
      expect((await ask(`${running.url}/work`)).status).toBe(200);
    },
    LIMIT_MS,
  );

  it(
    'ends as the service does where there is no successor',
    async () => {
      const running = await start();
      const [pid = 0] = processesUnder(running);
      process.kill(pid, 'SIGKILL');
      expect((await running.exit).code).toBe(137);
    },
    LIMIT_MS,
  );
});
