import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LabContext } from '../context.ts';
import { type Engine, httpUrl } from '../engines/engine.ts';
import { EnvironmentError } from '../errors.ts';
import type { K6, K6Run } from '../k6/k6-command.ts';
import type { RequestLine } from '../k6/request-line.ts';
import { runK6 } from '../k6/run-k6.ts';
import { traceTokenOf } from '../k6/trace-token.ts';
import { type Pool, readAll, readPool } from './reading.ts';
import { type MeasuredStep, stepOf, type StepReadings } from './step.ts';
import { loadMs } from './time-limit.ts';

export interface StepPlan {
  readonly clients: number;
  readonly warmUpMs: number;
  readonly measureMs: number;
  readonly seed: number;
  /** Of the whole ramp: each step has a folder below it. */
  readonly run: string;
}

interface Loaded {
  readonly step: MeasuredStep;
  /** The orders that clients were promised. */
  readonly ids: ReadonlySet<string>;
}

const POOL_EVERY_MS = 1000;

/** Lets so many clients order, each again as soon as it has its answer, and measures after the warm-up. */
export async function measureStep(
  context: LabContext,
  { engine, k6 }: { engine: Engine; k6: K6 },
  plan: StepPlan,
): Promise<Loaded> {
  const lines: RequestLine[] = [];
  const begun = Promise.withResolvers<undefined>();
  const ended = new AbortController();
  const loading = runK6(k6, k6RunOf(context, engine, plan), {
    durationMs: loadMs(plan),
    env: context.env,
    signal: context.signal,
    onLine: (line) => {
      lines.push(line);
      begun.resolve(undefined);
    },
  }).finally(() => ended.abort());
  const { signal } = context;
  const reading = begun.promise.then(() => readWindow(engine, plan, { signal, ended: ended.signal }));
  reading.catch(() => undefined); // of a load that failed, the load's own error says more
  const { ids } = await loading;
  if (lines.length === 0)
    throw new EnvironmentError(`${plan.clients} clients sent no order: see ${plan.run} in .lab/runs`);
  return { step: stepOf({ clients: plan.clients, lines, ...(await reading) }), ids };
}

/** On a machine that is too busy, k6 may end before the time of the measurement is over. */
async function readWindow(
  engine: Engine,
  { warmUpMs, measureMs }: StepPlan,
  { signal, ended }: { signal: AbortSignal; ended: AbortSignal },
): Promise<Omit<StepReadings, 'clients' | 'lines'>> {
  const either = AbortSignal.any([signal, ended]);
  const wait = async (ms: number): Promise<void> => {
    await sleep(Math.max(0, ms), undefined, { signal: either }).catch(() => undefined);
    signal.throwIfAborted();
  };
  await wait(warmUpMs);
  const before = await readAll(engine, signal);
  const pools: Pool[] = [];
  const left = (): number => before.at + measureMs - Date.now();
  while (left() > POOL_EVERY_MS && !ended.aborted) {
    await wait(POOL_EVERY_MS);
    pools.push(await readPool(engine, signal));
  }
  await wait(left());
  return { before, pools, after: await readAll(engine, signal), isCutShort: ended.aborted };
}

const k6RunOf = (context: LabContext, engine: Engine, plan: StepPlan): K6Run => ({
  id: `${plan.run}-${plan.clients}`,
  scenario: 'capacity',
  scripts: join(context.root, 'load'),
  folder: join(context.stateDir, 'runs', plan.run, `${plan.clients}-clients`),
  target: httpUrl(engine, 'gateway', 8080),
  settings: {
    SEED: plan.seed,
    CLIENTS: plan.clients,
    DURATION_SECONDS: Math.ceil(loadMs(plan) / 1000),
    // As for customers, the services decide which traces are kept.
    TRACEPARENT: 0,
    TRACE_TOKEN: traceTokenOf(engine),
  },
});
