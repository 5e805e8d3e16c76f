import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { until } from '@lab/testing';
import { ask } from './support/client';
import { count, processesUnder, useHandover } from './support/handover';

const LIMIT_MS = 300_000;

const handover = useHandover();

describe('a handover', () => {
  it(
    'leaves everything as it was where the successor does not become ready',
    async () => {
      const running = await handover.start({ TAKE_OVER_WITHIN_MS: '5000' });
      const before = processesUnder(running);
      await writeFile(handover.down, '');
      running.process.kill('SIGHUP');
      await until('a second process is there', () => processesUnder(running).length === 2, {
        withinMs: 60_000,
      });
      await until('it is gone', () => processesUnder(running).length === 1, { withinMs: 60_000 });
      expect(processesUnder(running)).toEqual(before);
      expect((await ask(`${running.url}/work`)).status).toBe(200);

      await rm(handover.down);
      running.process.kill('SIGHUP'); // and another one may still come
      await until('the predecessor has left', () => count(running, 'stopped') === 1, { withinMs: 60_000 });
      running.process.kill('SIGTERM');
      const { code, stderr } = await running.exit;
      expect(stderr).toContain('not ready within 5 s: file: it is there');
      expect(code).toBe(0);
    },
    LIMIT_MS,
  );

  it(
    'ends both processes on SIGTERM, and lets what is in flight finish',
    async () => {
      const running = await handover.start();
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
      const running = await handover.start();
      const [predecessor = 0] = processesUnder(running);
      running.process.kill('SIGHUP');
      await until('a second process is there', () => processesUnder(running).length === 2, {
        withinMs: 60_000,
      });
      process.kill(predecessor, 'SIGKILL');
      await until('the successor listens', () => count(running, 'listening') === 2, { withinMs: 60_000 });
      expect((await ask(`${running.url}/work`)).status).toBe(200);
    },
    LIMIT_MS,
  );

  it(
    'kills a predecessor that is stuck',
    async () => {
      const running = await handover.start({ DRAIN_TIMEOUT_MS: '500' });
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
      const running = await handover.start();
      const [pid = 0] = processesUnder(running);
      process.kill(pid, 'SIGKILL');
      expect((await running.exit).code).toBe(137);
    },
    LIMIT_MS,
  );
});
