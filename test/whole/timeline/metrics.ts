import { eventually } from '@lab/testing';
import {
  LOG_METRIC_LABELS,
  LOG_METRICS,
  METRIC_LABELS,
  PLATFORM_METRICS,
  SPAN_METRIC_LABELS,
  SPAN_METRICS,
} from '@lab/contracts';
import { within } from '../../support/polling.ts';
import { Jaeger, type MonitorQuestion } from '../../../tools/lab/src/signals/jaeger.ts';
import { fetchTrace } from '../../support/spans.ts';
import { type Labels, Prometheus } from '../../../tools/lab/src/signals/prometheus.ts';
import { report } from '../../support/report.ts';
import { groupByJob, grownBeyond, leakedIn, readBudgets, type SeriesByJob } from '../../support/series.ts';
import type { Timeline } from './timeline.ts';

const SERVICES = ['gateway', 'orders', 'inventory'] as const;
/** Metrics of spans and log lines come up to a flush interval later, and are scraped every 5 s. */
const ARRIVE_MS = 20_000;

/** While the base load runs and nothing is done: what there is to be measured, and no more of it with more orders. */
export const observeMetrics = (timeline: Timeline): void => {
  let lab: Timeline['lab'];
  let prometheus: Prometheus;
  let budgets: ReadonlyMap<string, number>;
  let started: Date;
  let runs: readonly SeriesByJob[];

  beforeAll(async () => {
    ({ lab, baseStarted: started } = timeline);
    prometheus = new Prometheus(lab.url('prometheus'));
    budgets = await readBudgets(lab.root);
    runs = await Promise.all(
      timeline.sameLoads.map(async (range) => groupByJob(await prometheus.seriesDuring(range))),
    );
  });

  describe('Prometheus', () => {
    it('reaches every job', async () => {
      await eventually(
        'every job is up',
        async () => {
          const jobs = await prometheus.by('job', 'up');
          expect([...jobs].filter(([, value]) => value !== 1)).toEqual([]);
        },
        within(ARRIVE_MS),
      );
    });

    it('reads the gateway where clients cannot: the public port has no metrics, and no reasons', async () => {
      expect((await fetch(`${lab.url('gateway')}/metrics`)).status).toBe(404);
      const ready = await fetch(`${lab.url('gateway')}/health/ready`);
      expect(await ready.json()).toEqual({ status: 'ok' });
    });

    it('has a budget for each job, and none for another', () => {
      expect([...(runs[0]?.keys() ?? [])].sort()).toEqual([...budgets.keys()].sort());
    });
  });

  describe('the number of series', () => {
    it('is within the budget of every job after a load', async () => {
      const table = [...(runs[0] ?? [])].map(([job, { size }]) => ({
        job,
        size,
        budget: budgets.get(job) ?? 0,
      }));
      const rows = table
        .toSorted((a, b) => b.size - a.size)
        .map(
          ({ job, size, budget }) => `${String(size).padStart(6)} of ${String(budget).padStart(5)}  ${job}`,
        );
      await report(lab.root, 'series-per-job', `series per job after a load:\n${rows.join('\n')}\n`);
      expect(table.filter(({ size, budget }) => size > budget)).toEqual([]);
    });

    it('does not grow with more traffic: other orders add no series to any job', () => {
      const [first, second, third] = runs;
      if (first === undefined || second === undefined || third === undefined)
        throw new Error('too few loads');
      if (Object.keys(grownBeyond(first, second)).length === 0) return;
      // Some metrics grow with the clock instead, once. What leaks per order grows again while the load goes on.
      expect(leakedIn(first, second, third)).toEqual({});
    });
  });

  describe('an exemplar', () => {
    it.each(SERVICES)('of %s leads from a latency bucket to a trace that Jaeger has', async (job) => {
      const buckets = `{__name__=~"lab_(http_server_request|message_process)_duration_seconds_bucket",job="${job}"}`;
      await eventually(
        'one of them is there',
        async () => {
          const exemplars = await prometheus.exemplarsSince(started, buckets);
          const traceId = exemplars.at(-1)?.labels['trace_id'];
          expect(traceId).toMatch(/^[0-9a-f]{32}$/);
          const spans = await fetchTrace(lab.url('jaeger'), traceId ?? '');
          expect(spans?.map(({ service }) => service)).toContain(job);
        },
        within(ARRIVE_MS),
      );
    });
  });

  describe('what dashboards and rules rely on', () => {
    /** By metric, the labels that the contracts know of. */
    const LABELS: Readonly<Record<string, readonly string[]>> = {
      ...METRIC_LABELS,
      ...LOG_METRIC_LABELS,
      ...SPAN_METRIC_LABELS,
      ...Object.fromEntries(Object.entries(PLATFORM_METRICS).map(([name, { labels }]) => [name, labels])),
    };
    const OF_ALL = ['__name__', 'job', 'instance', 'le'];
    const baseOf = ({ __name__: name = '' }: Labels): string =>
      name in LABELS ? name : name.replace(/_(bucket|count|sum)$/, '');

    /** Made by the first failure of its kind; or by no process that is not in a container. */
    const MAY_BE_MISSING = new Set<string>([
      LOG_METRICS.parseFailures,
      SPAN_METRICS.failedEdges,
      'otelcol_exporter_send_failed_spans',
      'otelcol_exporter_send_failed_log_records',
      'otelcol_exporter_enqueue_failed_spans',
      'k6_dropped_iterations_total',
      'container_memory_working_set_bytes',
      'container_spec_memory_limit_bytes',
    ]);

    it('exists by the names of the contracts, so that no panel shows 0 for want of a metric', async () => {
      const there = new Set((await prometheus.seriesSince(started)).map(baseOf));
      // Where the collector is Fluent Bit's fallback, that program has no metrics at all.
      const hasFluentBit = [...there].some((name) => name.startsWith('fluentbit_'));
      const missing = Object.keys(LABELS)
        .filter((name) => !there.has(name) && !MAY_BE_MISSING.has(name))
        .filter((name) => hasFluentBit || !name.startsWith('fluentbit_'));
      expect(missing).toEqual([]);
    });

    it('has no labels but those of the contracts', async () => {
      const strange = (await prometheus.seriesSince(started)).flatMap((labels) => {
        const known = LABELS[baseOf(labels)];
        if (known === undefined) return [];
        const others = Object.keys(labels).filter(
          (label) => !OF_ALL.includes(label) && !known.includes(label),
        );
        return others.map((label) => `${baseOf(labels)}: ${label}`);
      });
      expect([...new Set(strange)]).toEqual([]);
    });
  });

  describe("Jaeger's Monitor tab", () => {
    const OPERATIONS = {
      gateway: ['POST /orders', 'GET /orders', 'GET /orders/:id', 'GET /catalog'],
      orders: ['POST /orders', 'GET /orders', 'GET /orders/:id', 'process orders.stock'],
      inventory: ['GET /stock', 'process inventory.orders'],
    } as const;

    it.each(SERVICES)('has rate, latency and errors of each operation of %s', async (service) => {
      const ask = (question: MonitorQuestion) =>
        new Jaeger(lab.url('jaeger')).monitored(question, { service, since: started });
      const [calls, latencies, errors] = [await ask('calls'), await ask('latencies'), await ask('errors')];
      for (const operation of OPERATIONS[service]) {
        expect({ operation, calls: calls.get(operation) }).toEqual({ operation, calls: expect.any(Number) });
        expect(calls.get(operation)).toBeGreaterThan(0);
        // Milliseconds, between the finest bucket and what a busy machine may take: seconds would be far below.
        expect(latencies.get(operation)).toBeGreaterThan(0.5);
        expect(latencies.get(operation)).toBeLessThan(30_000);
      }
      // Jaeger says nothing of operations without an error where another one had one.
      expect(errors.size).toBeGreaterThan(0);
      expect(Math.min(...errors.values())).toBeGreaterThanOrEqual(0);
    });
  });

  describe('the service graph', () => {
    /** Scraped since: what a Prometheus that was restarted shows of earlier times is still there for five minutes. */
    const scraped = (labels: string): string => {
      const edges = SPAN_METRICS.edges + labels;
      return `(${edges} and timestamp(${edges}) > ${started.getTime() / 1000})`;
    };

    it.each([
      ['k6', 'gateway', ''],
      ['gateway', 'orders', ''],
      ['gateway', 'inventory', ''],
      ['orders', 'postgresql', 'database'],
      ['orders', 'inventory', 'messaging_system'],
      ['inventory', 'redis', 'database'],
      ['inventory', 'orders', 'messaging_system'],
    ])('has the edge from %s to %s', async (client, server, type) => {
      const edge = scraped(`{client="${client}",server="${server}",connection_type="${type}"}`);
      expect(await prometheus.sum(edge)).toBeGreaterThan(0);
    });

    // Of the last minute: a service that crashed in a test before this one took the other end of some edges with it.
    it('knows who is at both ends of every edge', async () => {
      const since = (labels: string): string => `increase(${SPAN_METRICS.edges}${labels}[1m]) > 0`;
      const strangers = `${since('{client="unknown"}')} or ${since('{server="unknown"}')}`;
      expect(await prometheus.by('server', strangers)).toEqual(new Map());
    });
  });

  describe('CPU, memory and restarts by service', () => {
    it.each([
      'service:container_cpu_usage_seconds:rate1m',
      'service:container_memory_rss:sum',
      'service:container_restarts:resets5m',
    ])('exist for every service: %s', async (rule) => {
      const services = (await lab.status()).map(({ name }) => name);
      const recorded = await prometheus.by('service', rule);
      expect([...recorded.keys()].sort()).toEqual(services.sort());
      if (!rule.includes('restarts')) expect(Math.min(...recorded.values())).toBeGreaterThan(0);
    });
  });
};
