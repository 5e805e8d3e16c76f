import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { CapacityVerdict } from '../../capacity/capacity-report.ts';
import { measureCapacity } from '../../capacity/measure-capacity.ts';
import { readPrices } from '../../capacity/prices.ts';
import { type LabContext, print, printJson, say } from '../../context.ts';
import type { Engine } from '../../engines/engine.ts';
import { resolveEngine } from '../../engines/index.ts';
import { EnvironmentError, EXIT, type ExitCode } from '../../errors.ts';
import { findK6 } from '../../k6/find-k6.ts';
import { type CapacityOptions, planCapacity } from './plan.ts';
import { capacityLines } from './report.ts';

const EXIT_CODES = {
  held: EXIT.held,
  refuted: EXIT.refuted,
  'not judged': EXIT.environment,
} as const satisfies Record<CapacityVerdict, ExitCode>;

/** What an order needs to be accepted and to settle. */
const ORDER_PATH = new Set(['gateway', 'orders', 'inventory', 'postgres', 'redis', 'rabbitmq']);

export async function run(context: LabContext, options: CapacityOptions): Promise<ExitCode> {
  const planned = planCapacity(options);
  const prices = options.prices === undefined ? undefined : await readPrices(resolve(options.prices));
  const engine = await resolveEngine(context);
  await refuseIfNotReady(engine);
  const k6 = await findK6(context, engine);
  const report = await measureCapacity(context, { engine, k6 }, { ...planned, prices });
  const file = await keep(context, report);
  if (context.json) printJson(context, report);
  else for (const line of capacityLines(report)) print(context, line);
  say(context, `report: ${file}`);
  return EXIT_CODES[report.verdict];
}

async function refuseIfNotReady(engine: Engine): Promise<void> {
  const away = (await engine.status()).filter(({ name, ready }) => ORDER_PATH.has(name) && !ready);
  if (away.length > 0)
    throw new EnvironmentError(`not ready: ${away.map(({ name }) => name).join(', ')}. Run lab up first`);
}

/** Written beside its place first: who reads the last report never finds half of one. */
async function keep({ stateDir }: LabContext, report: object): Promise<string> {
  const folder = join(stateDir, 'capacity');
  const file = join(folder, 'report.json');
  await mkdir(folder, { recursive: true });
  await writeFile(`${file}.new`, JSON.stringify(report, null, 2));
  await rename(`${file}.new`, file);
  return file;
}
