import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type LabContext, print, printJson, say } from '../../../context.ts';
import type { Engine } from '../../../engines/engine.ts';
import { buildServices } from '../../../engines/native/build.ts';
import { EXIT, type ExitCode } from '../../../errors.ts';
import { storeUrls } from '../../../stores/addresses.ts';
import { findK6 } from '../../load/find-k6.ts';
import { type BenchStores, createBenchStores } from './bench-stores.ts';
import { Bench, type Measurement } from './measure.ts';
import { describeBench, reportOf } from './report.ts';
import { Side, type SideName, SIDES } from './side.ts';
import { highestHolding, ladder } from '../statistics.ts';

interface BenchOptions {
  readonly rate: number;
  readonly pairs: number;
  readonly durationMs: number;
  /** Highest rate to try when looking for the ceiling; undefined: do not look. */
  readonly ceiling: number | undefined;
}

const WARM_UP_MS = 30_000;
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
    const report = await compare(context, new Bench({ context, k6, folder }), { ...options, sides });
    await writeFile(join(folder, 'report.json'), JSON.stringify(report, null, 2));
    if (context.json) printJson(context, report);
    else for (const line of describeBench(report)) print(context, line);
    return report.held ? EXIT.held : EXIT.refuted;
  } finally {
    for (const side of sides) await side.stop();
    for (const own of stores) await own.remove();
  }
};

const startSide = (
  context: LabContext,
  engine: Engine,
  { name, stores, folder }: { name: SideName; stores: BenchStores; folder: string },
): Promise<Side> => {
  const { host, port } = engine.address('otel-collector', 4318);
  const plan = {
    name,
    root: context.root,
    logs: folder,
    stores: stores.urls,
    collector: `http://${host}:${port}`,
    path: context.env['PATH'] ?? '',
  };
  return Side.start(plan, context.signal);
};

const compare = async (
  context: LabContext,
  bench: Bench,
  options: BenchOptions & { sides: readonly Side[] },
) => {
  const { rate, pairs, durationMs, sides } = options;
  for (const side of sides) await bench.measure(side, rate, WARM_UP_MS);
  const runs: Record<SideName, Measurement[]> = { bare: [], lab: [] };
  for (let pair = 0; pair < pairs; pair += 1) {
    for (const side of turns(sides, pair)) {
      const run = await bench.measure(side, rate, durationMs);
      runs[side.name].push(run);
      say(
        context,
        `pair ${pair + 1} of ${pairs}: ${side.name} ${run.cpuMsPerOrder.toFixed(2)} ms CPU per order`,
      );
    }
  }
  const ceilings = options.ceiling === undefined ? undefined : await findCeilings(context, bench, options);
  return reportOf({ rate, pairs, durationSeconds: durationMs / 1000 }, runs, ceilings);
};

const findCeilings = async (
  context: LabContext,
  bench: Bench,
  { sides, rate, pairs, durationMs, ceiling = rate }: BenchOptions & { sides: readonly Side[] },
): Promise<Record<SideName, number[]>> => {
  const found: Record<SideName, number[]> = { bare: [], lab: [] };
  for (let pair = 0; pair < pairs; pair += 1) {
    for (const side of turns(sides, pair)) {
      const highest = await highestHolding(ladder(rate, ceiling), async (tried) => {
        const { held, acceptP99Ms } = await bench.measure(side, tried, durationMs);
        say(
          context,
          `${side.name} at ${tried}/s: ${held ? 'held' : 'failed'}, p99 ${Math.round(acceptP99Ms)} ms`,
        );
        return held;
      });
      found[side.name].push(highest);
    }
  }
  return found;
};

/** Whoever goes first goes second in the next pair. */
const turns = (sides: readonly Side[], pair: number): Side[] =>
  pair % 2 === 0 ? [...sides] : [...sides].reverse();
