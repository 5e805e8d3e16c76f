import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../support/eventually.ts';
import { fetchTrace } from '../support/jaeger.ts';
import { type Lab, UP_TIMEOUT_MS, wholeLab } from '../support/lab.ts';
import { Prometheus } from '../support/prometheus.ts';
import { report } from '../support/report.ts';
import { groupByJob, grownBeyond, readBudgets, type SeriesByJob } from '../support/series.ts';

const SERVICES = ['gateway', 'orders', 'inventory'] as const;
/** What moves most labels: every route of the shop, and every way to be refused. */
const LOADS = ['steady', 'browse', 'bad-input'] as const;
const LOADS_LIMIT_MS = 240_000;
/** Metrics of spans and log lines come up to a flush interval later, and are scraped every 5 s. */
const ARRIVE_MS = 20_000;

let lab: Lab;
let prometheus: Prometheus;
let budgets: ReadonlyMap<string, number>;
let started: Date;
let first: SeriesByJob;

/** Runs the loads; a seed of its own gives other orders, customers and products. */
const seriesUnderLoad = async (seed: number): Promise<SeriesByJob> => {
  const start = new Date();
  for (const name of LOADS) {
    // How fast the machine is, is not the question here.
    const pace = ['--rate', '20', '--duration', '10s', '--p99', '30s', '--no-audit'];
    await lab.ok(['load', name, ...pace, '--seed', String(seed)], LOADS_LIMIT_MS);
  }
  await sleep(ARRIVE_MS);
  return groupByJob(await prometheus.seriesSince(start));
};

beforeAll(async () => {
  lab = await wholeLab();
  prometheus = new Prometheus(lab.url('prometheus'));
  budgets = await readBudgets(lab.root);
  started = new Date();
  first = await seriesUnderLoad(1);
}, UP_TIMEOUT_MS + LOADS_LIMIT_MS);

describe('Prometheus', () => {
  it('reaches every job', async () => {
    await eventually('every job is up', ARRIVE_MS, async () => {
      const jobs = await prometheus.by('job', 'up');
      expect([...jobs].filter(([, value]) => value !== 1)).toEqual([]);
    });
  });

  it('has a budget for each job, and none for another', () => {
    expect([...first.keys()].sort()).toEqual([...budgets.keys()].sort());
  });
});

describe('the number of series', () => {
  it('is within the budget of every job after a load', async () => {
    const table = [...first].map(([job, { size }]) => ({ job, size, budget: budgets.get(job) ?? 0 }));
    const rows = table
      .toSorted((a, b) => b.size - a.size)
      .map(({ job, size, budget }) => `${String(size).padStart(6)} of ${String(budget).padStart(5)}  ${job}`);
    await report(lab.root, 'series-per-job', `series per job after a load:\n${rows.join('\n')}\n`);
    expect(table.filter(({ size, budget }) => size > budget)).toEqual([]);
  });

  it(
    'does not grow with more traffic: other orders add no series to any job',
    async () => {
      expect(grownBeyond(first, await seriesUnderLoad(2))).toEqual({});
    },
    LOADS_LIMIT_MS + ARRIVE_MS,
  );
});

describe('an exemplar', () => {
  it.each(SERVICES)('of %s leads from a latency bucket to a trace that Jaeger has', async (job) => {
    const buckets = `{__name__=~"lab_(http_server_request|message_process)_duration_seconds_bucket",job="${job}"}`;
    await eventually('one of them is there', ARRIVE_MS, async () => {
      const exemplars = await prometheus.exemplarsSince(started, buckets);
      const traceId = exemplars.at(-1)?.labels['trace_id'];
      expect(traceId).toMatch(/^[0-9a-f]{32}$/);
      const spans = await fetchTrace(lab.url('jaeger'), traceId ?? '');
      expect(spans?.map(({ service }) => service)).toContain(job);
    });
  });
});
