import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type LabContext, print, printJson, say } from '../../../context.ts';
import type { Engine } from '../../../engines/engine.ts';
import { buildServices } from '../../../programs/build-services.ts';
import { EXIT, type ExitCode } from '../../../errors.ts';
import type { StoreUrls } from '../../../stores/addresses.ts';
import { findK6 } from '../../../k6/find-k6.ts';
import { turns } from '../statistics.ts';
import { createBenchStores, withBenchStores } from '../trio/bench-stores.ts';
import { findCeilings, makeRunFolder, startTrio } from '../trio/compare.ts';
import { type Measurement, Meter } from '../trio/measure.ts';
import { builtScript, type Trio } from '../trio/trio.ts';
import type { Arm } from './arms.ts';
import { describeCost, reportOf } from './report.ts';

interface Plan {
  readonly rate: number;
  readonly rounds: number;
  readonly seconds: number;
  /** Highest rate to try when looking for the ceiling; undefined: do not look. */
  readonly ceiling: number | undefined;
  readonly arms: readonly Arm[];
  /** The checkout that is compared with this one. */
  readonly other: string | undefined;
}

/** Until V8 has optimised what is hot: shorter, and the first rounds of an arm are dearer than the last. */
const WARM_UP_SECONDS = 60;
const LIMIT = { percentile: 'p95', ms: 100 } as const;
/** How often the ceiling of each arm is looked for; each takes minutes. */
const CEILING_ROUNDS = 3;

/** Starts every arm on stores of its own, measures them in turns, and takes everything away again. */
export const runBench = (context: LabContext, engine: Engine, plan: Plan): Promise<ExitCode> =>
  withBenchStores(context, engine, (stores) => benchOn(context, engine, { ...plan, stores }));

const benchOn = async (
  context: LabContext,
  engine: Engine,
  plan: Plan & { readonly stores: StoreUrls },
): Promise<ExitCode> => {
  const folder = await makeRunFolder(context, 'bench-telemetry');
  const k6 = await findK6(context, engine);
  await buildServices(context.root, context.signal, (line) => say(context, line));
  const trios: Trio[] = [];
  try {
    for (const [index, arm] of plan.arms.entries()) {
      say(context, `starting ${arm.name} …`);
      const name = `bench_arm_${index + 1}`;
      trios.push(
        await startTrio(context, engine, {
          name: arm.name,
          root: rootOf(arm, plan, context),
          scriptOf: builtScript,
          logs: folder,
          stores: await createBenchStores(plan.stores, name, index + 1),
          // each service in its own log format, as in the lab
          env: arm.env,
        }),
      );
    }
    // Clients that begin no trace: the sampler of the services decides.
    const meter = new Meter({ context, k6, folder, limit: LIMIT, isTracedByClient: false, isScraped: true });
    const report = await compare(context, meter, { plan, trios });
    await writeFile(join(folder, 'report.json'), JSON.stringify(report, null, 2));
    if (context.json) printJson(context, report);
    else for (const line of describeCost(report)) print(context, line);
    return report.held ? EXIT.held : EXIT.refuted;
  } finally {
    for (const trio of trios) await trio.stop();
  }
};

const rootOf = ({ isOther }: Arm, { other }: Plan, { root }: LabContext): string =>
  isOther && other !== undefined ? other : root;

const compare = async (
  context: LabContext,
  meter: Meter,
  { plan, trios }: { plan: Plan; trios: readonly Trio[] },
) => {
  const { rate, rounds, seconds, ceiling } = plan;
  say(context, `warming up, ${WARM_UP_SECONDS} s each …`);
  for (const trio of trios) await meter.measure(trio, rate, WARM_UP_SECONDS * 1000);
  const runs = new Map<string, Measurement[]>(trios.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    const costs: string[] = [];
    for (const trio of turns(trios, round)) {
      const run = await meter.measure(trio, rate, seconds * 1000);
      runs.get(trio.name)?.push(run);
      costs.push(`${trio.name} ${run.cpuMsPerOrder.toFixed(2)}`);
    }
    say(context, `round ${round + 1} of ${rounds}, ms CPU per order: ${costs.join(', ')}`);
  }
  const ceilings =
    ceiling === undefined
      ? undefined
      : await findCeilings(context, meter, {
          trios,
          rounds: CEILING_ROUNDS,
          from: rate,
          to: ceiling,
          durationMs: seconds * 1000,
        });
  return reportOf({ rate, seconds }, runs, ceilings);
};
