import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type LabContext, print, printJson, say } from '../../../context.ts';
import type { Engine } from '../../../engines/engine.ts';
import { buildServices } from '../../../engines/native/build.ts';
import { EXIT, type ExitCode } from '../../../errors.ts';
import { storeUrls } from '../../../stores/addresses.ts';
import { findK6 } from '../../load/find-k6.ts';
import { type BenchStores, createBenchStores } from '../trio/bench-stores.ts';
import { Meter, type Measurement } from '../trio/measure.ts';
import { Trio } from '../trio/trio.ts';
import { describeBench, reportOf } from './report.ts';
import { SCRIPTS, type SideName, SIDES } from './sides.ts';
import { highestHolding, ladder } from '../statistics.ts';

interface BenchOptions {
  readonly rate: number;
  readonly pairs: number;
  readonly durationMs: number;
  /** Highest rate to try when looking for the ceiling; undefined: do not look. */
  readonly ceiling: number | undefined;
}

const WARM_UP_MS = 30_000;
const LIMIT = { percentile: 'p99', ms: 250 } as const;
const REDIS_DB = { bare: 8, lab: 9 } as const satisfies Record<SideName, number>;

/** Starts both sides on stores of their own, measures them in turns, and takes everything away again. */
export const runBench = async (
  context: LabContext,
  engine: Engine,
  options: BenchOptions,
): Promise<ExitCode> => {
  const folder = join(context.stateDir, 'runs', `bench-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`);
  await mkdir(folder, { recursive: true });
  const k6 = await findK6(context, engine);
  // Of the services only the native `up` makes a dist/, and perhaps of other sources than those that are here now.
  await buildServices(context.root, context.signal, (line) => say(context, line));
  const stores: BenchStores[] = [];
  const sides: Side[] = [];
  try {
    for (const name of SIDES) {
      say(context, `starting ${name} …`);
      const own = await createBenchStores(storeUrls(engine, context.env), `bench_${name}`, REDIS_DB[name]);
      stores.push(own);
      sides.push(await startSide(context, engine, { name, stores: own, folder }));
    }
    const report = await compare(
      context,
      new Meter({ context, k6, folder, limit: LIMIT, isTracedByClient: true, isScraped: false }),
      { ...options, sides },
    );
    await writeFile(join(folder, 'report.json'), JSON.stringify(report, null, 2));
    if (context.json) printJson(context, report);
    else for (const line of describeBench(report)) print(context, line);
    return report.held ? EXIT.held : EXIT.refuted;
  } finally {
    for (const { trio } of sides) await trio.stop();
    for (const own of stores) await own.remove();
  }
};

interface Side {
  readonly name: SideName;
  readonly trio: Trio;
}

const startSide = async (
  context: LabContext,
  engine: Engine,
  { name, stores, folder }: { name: SideName; stores: BenchStores; folder: string },
): Promise<Side> => {
  const { host, port } = engine.address('otel-collector', 4318);
  const plan = {
    name,
    scriptOf: SCRIPTS[name],
    root: context.root,
    logs: folder,
    stores: stores.urls,
    collector: `http://${host}:${port}`,
    path: context.env['PATH'] ?? '',
  };
  return { name, trio: await Trio.start(plan, context.signal) };
};

const compare = async (
  context: LabContext,
  meter: Meter,
  options: BenchOptions & { sides: readonly Side[] },
) => {
  const { rate, pairs, durationMs, sides } = options;
  for (const { trio } of sides) await meter.measure(trio, rate, WARM_UP_MS);
  const runs: Record<SideName, Measurement[]> = { bare: [], lab: [] };
  for (let pair = 0; pair < pairs; pair += 1) {
    for (const { name, trio } of turns(sides, pair)) {
      const run = await meter.measure(trio, rate, durationMs);
      runs[name].push(run);
      say(context, `pair ${pair + 1} of ${pairs}: ${name} ${run.cpuMsPerOrder.toFixed(2)} ms CPU per order`);
    }
  }
  const ceilings = options.ceiling === undefined ? undefined : await findCeilings(context, meter, options);
  return reportOf({ rate, pairs, durationSeconds: durationMs / 1000 }, runs, ceilings);
};

const findCeilings = async (
  context: LabContext,
  meter: Meter,
  { sides, rate, pairs, durationMs, ceiling = rate }: BenchOptions & { sides: readonly Side[] },
): Promise<Record<SideName, number[]>> => {
  const found: Record<SideName, number[]> = { bare: [], lab: [] };
  for (let pair = 0; pair < pairs; pair += 1) {
    for (const { name, trio } of turns(sides, pair)) {
      const highest = await highestHolding(ladder(rate, ceiling), async (tried) => {
        const { held, acceptP99Ms } = await meter.measure(trio, tried, durationMs);
        say(context, `${name} at ${tried}/s: ${held ? 'held' : 'failed'}, p99 ${Math.round(acceptP99Ms)} ms`);
        return held;
      });
      found[name].push(highest);
    }
  }
  return found;
};

/** Whoever goes first goes second in the next pair. */
const turns = (sides: readonly Side[], pair: number): Side[] =>
  pair % 2 === 0 ? [...sides] : [...sides].reverse();
