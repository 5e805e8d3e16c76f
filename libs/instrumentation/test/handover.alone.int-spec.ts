import { Agent } from 'node:http';
import { until } from '@lab/testing';
import { ask, askSteadily } from './support/client';
import { count, processesUnder, useHandover } from './support/handover';
import { KeptConnection } from './support/kept-connection';

const ROUNDS = 4;
const LIMIT_MS = 300_000;

const handover = useHandover();

describe('a handover', () => {
  it(
    `fails no request, over kept and over new connections, in ${ROUNDS} rounds at 30/s each`,
    async () => {
      const running = await handover.start();
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
      const running = await handover.start();
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
});
