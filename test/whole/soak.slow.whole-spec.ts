import { setTimeout as sleep } from 'node:timers/promises';
import { type Lab, type ServiceStatus, UP_TIMEOUT_MS, wholeLab } from '../support/lab.ts';
import { Prometheus } from '../../tools/lab/src/signals/prometheus.ts';
import { report } from '../support/report.ts';

const SERVICES = ['gateway', 'orders', 'inventory'] as const;
const DURATION_S = 600;
const LOAD_LIMIT_MS = 900_000;
/** V8 has compiled what is hot by then, and pools and caches are full. */
const WARM_UP_S = 180;
/** Several collections of the old generation: the least that is in use in this time is what nobody can free. */
const WINDOW_S = 150;
const MAY_GROW = { share: 0.15, bytes: 8e6 };

let lab: Lab;
beforeAll(async () => {
  lab = await wholeLab();
}, UP_TIMEOUT_MS);

describe('ten minutes at a normal rate', () => {
  it(
    'keep the objective in each quarter, lose no order, restart nothing, and leave no memory behind in any service',
    async () => {
      const restarts = (all: readonly ServiceStatus[]) =>
        all.map(({ name, restarts: count }) => [name, count]);
      const before = restarts(await lab.allReady());
      const prometheus = new Prometheus(lab.url('prometheus'));
      const inUse = (): Promise<ReadonlyMap<string, number>> =>
        prometheus.by('job', `min_over_time(nodejs_heap_size_used_bytes[${WINDOW_S}s])`);
      const args = ['load', 'soak', '--duration', `${DURATION_S}s`, '--json'];
      const load = lab.run(args, LOAD_LIMIT_MS);
      await sleep((WARM_UP_S + WINDOW_S) * 1000);
      const early = await inUse();
      const { code, stdout, stderr } = await load;
      // Orders settle and the audit runs after the load: its last minute is still in the window.
      const late = await inUse();

      expect({ code, stderr: code === 0 ? '' : stderr + stdout }).toEqual({ code: 0, stderr: '' });
      const rows = SERVICES.map((job) => {
        const [from, to] = [early.get(job) ?? Number.NaN, late.get(job) ?? Number.NaN];
        return { job, from, to, grows: !(to - from <= Math.max(MAY_GROW.bytes, MAY_GROW.share * from)) };
      });
      const lines = rows.map(
        ({ job, from, to }) => `${job.padEnd(10)} ${(from / 1e6).toFixed(1)} → ${(to / 1e6).toFixed(1)} MB\n`,
      );
      await report(lab.root, 'soak', `heap in use, early and late in ${DURATION_S} s:\n${lines.join('')}`);
      expect(rows.filter(({ grows }) => grows)).toEqual([]);
      expect(restarts(await lab.allReady())).toEqual(before);
    },
    LOAD_LIMIT_MS + UP_TIMEOUT_MS,
  );
});
