import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@lab/testing';
import { resolveProgram } from '../../tools/lab/src/programs/index.ts';
import type { K6 } from '../../tools/lab/src/k6/k6-command.ts';
import { runK6 } from '../../tools/lab/src/k6/run-k6.ts';
import { within } from '../support/polling.ts';
import { type Lab, UP_TIMEOUT_MS, wholeLab } from '../support/lab.ts';
import { Prometheus } from '../../tools/lab/src/signals/prometheus.ts';

const RATE = 5;
const SECONDS = 5;
const LOAD_LIMIT_MS = 90_000;
/** k6 starts, loads for 5 s, and waits 2 s each for an export in flight and for the last one. Its defaults would be 10 s each. */
const RUN_LIMIT_MS = SECONDS * 1000 + 13_000;
/** The collector serves the last values for 10 s; Prometheus sees that they are gone with its next scrape. */
const GONE_MS = 30_000;

let lab: Lab;
beforeAll(async () => {
  lab = await wholeLab();
}, UP_TIMEOUT_MS);

const findK6 = async (): Promise<K6> => {
  const env = Object.fromEntries(
    Object.entries(lab.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  const path = await resolveProgram('k6', { root: lab.root, env });
  if (path !== undefined) return { kind: 'program', path };
  const { uid, gid } = userInfo();
  return { kind: 'container', user: `${uid}:${gid}`, isLinux: process.platform === 'linux' };
};

describe('a collector that accepts connections and never answers', () => {
  let silent: Server;
  let folder: string;
  const sockets = new Set<Socket>();

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lab-load-'));
    silent = createServer((socket) => sockets.add(socket.on('error', () => undefined))).listen(
      0,
      '127.0.0.1',
    );
    await once(silent, 'listening');
  });
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    silent.close();
    await rm(folder, { recursive: true });
  });

  it(
    'neither fails a load run nor keeps it from ending',
    async () => {
      const collector = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
      const plan = {
        id: `silent-${Date.now()}`,
        scenario: 'steady',
        scripts: join(lab.root, 'load'),
        folder,
        target: lab.url('gateway'),
        settings: { SEED: 1, RATE, DURATION_SECONDS: SECONDS, P99_MS: 30_000, TRACE_TOKEN: 'lab' },
        metrics: { collector, slot: 4 },
      };
      const env = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '' };
      const signal = AbortSignal.timeout(LOAD_LIMIT_MS);
      const started = Date.now();
      const { totals } = await runK6(await findK6(), plan, { durationMs: SECONDS * 1000, env, signal });
      expect(Date.now() - started).toBeLessThan(RUN_LIMIT_MS);
      expect(totals.accepted).toBeGreaterThanOrEqual(RATE * SECONDS * 0.9);
      expect(sockets.size).toBeGreaterThan(0); // or k6 never tried
    },
    LOAD_LIMIT_MS,
  );
});

it(
  'the series of a load run end with it',
  async () => {
    const prometheus = new Prometheus(lab.url('prometheus'));
    const pace = ['--rate', String(RATE), '--duration', '15s', '--p99', '30s', '--no-audit'];
    const run = lab.ok(['load', 'steady', ...pace], LOAD_LIMIT_MS);
    await eventually(
      'the first orders',
      async () => {
        expect(await prometheus.sum('k6_iterations_total')).toBeGreaterThan(0);
      },
      within(LOAD_LIMIT_MS),
    );
    await run;
    await eventually(
      'no series any more',
      async () => {
        expect(await prometheus.sum('count({__name__=~"k6_.+"})')).toBe(0);
      },
      within(GONE_MS),
    );
  },
  LOAD_LIMIT_MS + GONE_MS,
);
