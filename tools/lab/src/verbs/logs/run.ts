import { type LabContext, print } from '../../context.ts';
import type { Engine } from '../../engines/engine.ts';
import { resolveEngine } from '../../engines/index.ts';
import { EXIT, type ExitCode } from '../../errors.ts';
import { type LogsPlan, planLogs } from './plan.ts';

export async function run(
  context: LabContext,
  names: readonly string[],
  options: Readonly<Record<string, unknown>>,
): Promise<ExitCode> {
  const engine = await resolveEngine(context);
  const plan = planLogs(
    names,
    engine.services.map(({ name }) => name),
    options,
  );
  if (plan.follow === true)
    await Promise.all(plan.services.map((service) => show(service, { context, engine, plan })));
  else for (const service of plan.services) await show(service, { context, engine, plan });
  return EXIT.held; // Ctrl-C is how one stops following
}

async function show(
  service: string,
  { context, engine, plan }: { context: LabContext; engine: Engine; plan: LogsPlan },
): Promise<void> {
  const prefix = plan.prefixOf(service);
  for await (const line of engine.logs(service, plan)) print(context, `${prefix}${line}`);
}
