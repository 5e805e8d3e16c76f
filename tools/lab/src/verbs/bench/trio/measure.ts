import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LabContext } from '../../../context.ts';
import type { K6, K6Run } from '../../../k6/k6-command.ts';
import { type LoadResult, runK6 } from '../../../k6/run-k6.ts';
import { measureSettling, type SettleTimes } from '../../../k6/settle-times.ts';
import { BENCH_TRACE_TOKEN, type ByService, type ServiceName, type Trio } from './trio.ts';

export interface Measurement {
  readonly rate: number;
  readonly accepted: number;
  /** All three processes together. */
  readonly cpuMsPerOrder: number;
  readonly cpuMsPerOrderOf: ByService;
  /** All three together, when the load has ended. */
  readonly residentMb: number;
  readonly acceptP50Ms: number;
  readonly acceptP95Ms: number;
  readonly acceptP99Ms: number;
  readonly settleP99Ms: number;
  /** No failed request, no order left unsent, everything settled: otherwise the CPU went into something else too. */
  readonly isComplete: boolean;
  /** Complete, answers within the limit, settled in time. */
  readonly held: boolean;
}

/** How fast the answer to an order has to be for a rate to hold. */
export interface AnswerLimit {
  readonly percentile: 'p95' | 'p99';
  readonly ms: number;
}

interface MeasureOptions {
  readonly context: LabContext;
  readonly k6: K6;
  /** Folder of the whole bench; each measurement has its own below it. */
  readonly folder: string;
  readonly limit: AnswerLimit;
  /** Whether clients begin the traces, all of them kept; otherwise the services decide. */
  readonly isTracedByClient: boolean;
  /** Whether metrics are read meanwhile as often as Prometheus does. */
  readonly isScraped: boolean;
}

/** Lets k6 have clients enough; answers are judged here. */
const CLIENT_LIMIT_MS = 250;
const SETTLE_LIMIT_MS = 10_000;
// What is unsettled at the limit must not spill into the next measurement.
const DRAIN_LIMIT_MS = 60_000;
const SCRAPE_EVERY_MS = 5_000;
const DURATION = 'http_req_duration';

/** Loads a trio and reads what it cost. */
export class Meter {
  readonly #options: MeasureOptions;
  #runs = 0;

  constructor(options: MeasureOptions) {
    this.#options = options;
  }

  get limit(): AnswerLimit {
    return this.#options.limit;
  }

  async measure(trio: Trio, rate: number, durationMs: number): Promise<Measurement> {
    const { context } = this.#options;
    const before = await trio.cpuSeconds();
    const result = await this.#load(trio, rate, durationMs);
    const settle = await measureSettling(trio.postgres, result.ids, {
      limitMs: DRAIN_LIMIT_MS,
      signal: context.signal,
    });
    const { accepted, accept } = result.totals;
    const cpu = perOrder(before, await trio.cpuSeconds(), accepted);
    const isComplete = isWhole(result, settle);
    return {
      rate,
      accepted,
      cpuMsPerOrder: sum(cpu),
      cpuMsPerOrderOf: cpu,
      residentMb: sum(await trio.residentMb()),
      acceptP50Ms: accept.p50 ?? Number.NaN,
      acceptP95Ms: accept.p95 ?? Number.NaN,
      acceptP99Ms: accept.p99 ?? Number.NaN,
      settleP99Ms: settle.p99 ?? Number.NaN,
      isComplete,
      held: isComplete && settle.drainMs <= SETTLE_LIMIT_MS && this.#isFast(result),
    };
  }

  async #load(trio: Trio, rate: number, durationMs: number): Promise<LoadResult> {
    const { context, k6, isScraped } = this.#options;
    const ended = new AbortController();
    const scraping = isScraped ? scrapeUntil(ended.signal, trio) : undefined;
    try {
      const plan = this.#plan(trio, rate, durationMs);
      return await runK6(k6, plan, { durationMs, env: context.env, signal: context.signal });
    } finally {
      ended.abort();
      await scraping;
    }
  }

  #isFast({ totals }: LoadResult): boolean {
    const { percentile, ms } = this.#options.limit;
    return (totals.accept[percentile] ?? Infinity) <= ms;
  }

  #plan(trio: Trio, rate: number, durationMs: number): K6Run {
    const { context, folder, isTracedByClient } = this.#options;
    this.#runs += 1;
    // Also the name of k6's container, in which Docker takes no `@`.
    const run = `${String(this.#runs).padStart(3, '0')}-${trio.name.replaceAll('@', '-of-')}-${rate}`;
    return {
      id: `${Date.now()}-${run}`,
      scenario: 'steady',
      scripts: join(context.root, 'load'),
      folder: join(folder, run),
      target: trio.target,
      settings: {
        SEED: rate, // the same orders for all
        RATE: rate,
        DURATION_SECONDS: Math.round(durationMs / 1000),
        P99_MS: CLIENT_LIMIT_MS,
        TRACE_TOKEN: BENCH_TRACE_TOKEN,
        TRACEPARENT: isTracedByClient ? 1 : 0,
      },
    };
  }
}

const isWhole = ({ thresholds }: LoadResult, { unsettled }: SettleTimes): boolean =>
  unsettled === 0 &&
  thresholds.every(({ metric, verdict }) => verdict === 'held' || metric.startsWith(DURATION));

const scrapeUntil = async (ended: AbortSignal, trio: Trio): Promise<void> => {
  const isOver = (): boolean => ended.aborted;
  // from half of the interval on: a short measurement has its share too
  for (let pause = SCRAPE_EVERY_MS / 2; !isOver(); pause = SCRAPE_EVERY_MS) {
    await sleep(pause, undefined, { signal: ended }).catch(() => undefined);
    // one that fails costs less than one that succeeds, and a process that is gone is noticed anyway
    if (!isOver()) await trio.scrape().catch(() => undefined);
  }
};

const sum = ({ gateway, orders, inventory }: ByService): number => gateway + orders + inventory;

const perOrder = (before: ByService, after: ByService, orders: number): ByService => {
  const of = (service: ServiceName): number =>
    ((after[service] - before[service]) * 1000) / Math.max(orders, 1);
  return { gateway: of('gateway'), orders: of('orders'), inventory: of('inventory') };
};
