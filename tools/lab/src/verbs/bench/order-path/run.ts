import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type LabContext, print, printJson, say } from '../../../context.ts';
import type { Engine } from '../../../engines/engine.ts';
import { buildServices } from '../../../programs/build-services.ts';
import { EXIT, type ExitCode } from '../../../errors.ts';
import type { StoreUrls } from '../../../stores/addresses.ts';
import { findK6 } from '../../../k6/find-k6.ts';
import { createBenchStores, withBenchStores } from '../trio/bench-stores.ts';
import { turns } from '../statistics.ts';
import { findCeilings, makeRunFolder, startTrio } from '../trio/compare.ts';
import { type Measurement, Meter } from '../trio/measure.ts';
import type { Trio } from '../trio/trio.ts';
import { describeBench, reportOf } from './report.ts';
import { SCRIPTS, type SideName, SIDES } from './sides.ts';

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
export const runBench = (context: LabContext, engine: Engine, options: BenchOptions): Promise<ExitCode> =>
  withBenchStores(context, engine, (stores) => benchOn(context, engine, { ...options, stores }));

const benchOn = async (
  context: LabContext,
  engine: Engine,
  options: BenchOptions & { readonly stores: StoreUrls },
): Promise<ExitCode> => {
  const folder = await makeRunFolder(context, 'bench-order-path');
  const k6 = await findK6(context, engine);
  // Of the services only the native `up` makes a dist/, and perhaps of other sources than those that are here now.
  await buildServices(context.root, context.signal, (line) => say(context, line));
  const sides: Trio[] = [];
  try {
    for (const name of SIDES) {
      say(context, `starting ${name} …`);
      sides.push(
        await startTrio(context, engine, {
          name,
          root: context.root,
          scriptOf: SCRIPTS[name],
          logs: folder,
          stores: await createBenchStores(options.stores, `bench_${name}`, REDIS_DB[name]),
        }),
      );
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
    for (const trio of sides) await trio.stop();
  }
};

const compare = async (
  context: LabContext,
  meter: Meter,
  { rate, pairs, durationMs, ceiling, sides }: BenchOptions & { sides: readonly Trio[] },
) => {
  for (const trio of sides) await meter.measure(trio, rate, WARM_UP_MS);
  const runs = new Map<string, Measurement[]>(sides.map(({ name }) => [name, []]));
  for (let pair = 0; pair < pairs; pair += 1) {
    for (const trio of turns(sides, pair)) {
      const run = await meter.measure(trio, rate, durationMs);
      runs.get(trio.name)?.push(run);
      const cost = run.cpuMsPerOrder.toFixed(2);
      say(context, `pair ${pair + 1} of ${pairs}: ${trio.name} ${cost} ms CPU per order`);
    }
  }
  const ceilings =
    ceiling === undefined
      ? undefined
      : await findCeilings(context, meter, {
          trios: sides,
          rounds: pairs,
          from: rate,
          to: ceiling,
          durationMs,
        });
  const plan = { rate, pairs, durationSeconds: durationMs / 1000 };
  return reportOf(plan, bySide(runs), ceilings && bySide(ceilings));
};

const bySide = <T>(found: ReadonlyMap<string, readonly T[]>): Record<SideName, readonly T[]> => ({
  bare: found.get('bare') ?? [],
  lab: found.get('lab') ?? [],
});
