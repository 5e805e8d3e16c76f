import { join } from 'node:path';
import type { LabContext } from '../../../context.ts';
import type { K6, K6Run } from '../../load/k6-command.ts';
import { runK6 } from '../../load/run-k6.ts';
import { measureSettling } from '../../load/settle-times.ts';
import type { ByService, ServiceName, Side } from './side.ts';

export interface Measurement {
  readonly rate: number;
  readonly accepted: number;
  /** All three processes together. */
  readonly cpuMsPerOrder: number;
  readonly cpuMsPerOrderOf: ByService;
  readonly acceptP50Ms: number;
  readonly acceptP99Ms: number;
  readonly settleP99Ms: number;
  /** No failed request, no order left unsent, p99 within the limit, everything settled in time. */
  readonly held: boolean;
}

interface MeasureOptions {
  readonly context: LabContext;
  readonly k6: K6;
  /** Folder of the whole bench; each measurement has its own below it. */
  readonly folder: string;
}

const P99_LIMIT_MS = 250;
const SETTLE_LIMIT_MS = 10_000;
// What is unsettled at the limit must not spill into the next measurement.
const DRAIN_LIMIT_MS = 60_000;

/** Loads a side and reads what it cost. */
export class Bench {
  readonly #options: MeasureOptions;
  #runs = 0;

  constructor(options: MeasureOptions) {
    this.#options = options;
  }

  async measure(side: Side, rate: number, durationMs: number): Promise<Measurement> {
    const { context, k6 } = this.#options;
    const before = await side.cpuSeconds();
    const plan = this.#plan(side, rate, durationMs);
    const result = await runK6(k6, plan, { durationMs, env: context.env, signal: context.signal });
    const settle = await measureSettling(side.postgres, result.ids, {
      limitMs: DRAIN_LIMIT_MS,
      signal: context.signal,
    });
    const { accepted, accept } = result.totals;
    const cpu = perOrder(before, await side.cpuSeconds(), accepted);
    const isSettled = settle.unsettled === 0 && settle.drainMs <= SETTLE_LIMIT_MS;
    return {
      rate,
      accepted,
      cpuMsPerOrder: cpu.gateway + cpu.orders + cpu.inventory,
      cpuMsPerOrderOf: cpu,
      acceptP50Ms: accept.p50 ?? Number.NaN,
      acceptP99Ms: accept.p99 ?? Number.NaN,
      settleP99Ms: settle.p99 ?? Number.NaN,
      held: isSettled && result.thresholds.every(({ held }) => held),
    };
  }

  #plan(side: Side, rate: number, durationMs: number): K6Run {
    const { context, folder } = this.#options;
    this.#runs += 1;
    const run = `${String(this.#runs).padStart(3, '0')}-${side.name}-${rate}`;
    return {
      id: `${Date.now()}-${run}`,
      scenario: 'steady',
      scripts: join(context.root, 'load'),
      folder: join(folder, run),
      target: side.target,
      settings: {
        SEED: rate, // the same orders on both sides
        RATE: rate,
        DURATION_SECONDS: Math.round(durationMs / 1000),
        P99_MS: P99_LIMIT_MS,
      },
    };
  }
}

const perOrder = (before: ByService, after: ByService, orders: number): ByService => {
  const of = (service: ServiceName): number =>
    ((after[service] - before[service]) * 1000) / Math.max(orders, 1);
  return { gateway: of('gateway'), orders: of('orders'), inventory: of('inventory') };
};
