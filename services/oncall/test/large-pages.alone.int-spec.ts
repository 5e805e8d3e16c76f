import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { webhook } from './support/oncall';
import { killAll, post, runOncall } from './support/process';

const LIMIT_MS = 300_000;

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'oncall-'));
});
afterEach(async () => {
  await killAll();
  await rm(dir, { recursive: true });
});

it(
  'survives more large pages than it has room for: it refuses some with 503, and people can make room',
  async () => {
    const oncall = await runOncall(dir);
    const annotations = { description: 'x'.repeat(2_200) };
    const send = async (n: number): Promise<number> => {
      const alerts = Array.from({ length: 400 }, (_, alert) => ({
        fingerprint: `${n}-${alert}`,
        annotations,
      }));
      return (await post(`${oncall.url}/pages`, webhook(`large ${n}`, alerts))).status;
    };
    const statuses = await Promise.all(Array.from({ length: 100 }, (_, n) => send(n)));
    expect(new Set(statuses)).toEqual(new Set([200, 503]));
    const opened = statuses.filter((status) => status === 200).length;
    for (let id = 1; id <= opened; id += 1)
      expect((await post(`${oncall.url}/incidents/${id}/resolve`, { by: 'ada' })).status).toBe(200);
    expect(await send(100)).toBe(200);
    await oncall.kill();
  },
  LIMIT_MS,
);
