import type { LabContext } from '../../context.ts';
import { resolveEngine } from '../../engines/index.ts';
import type { ExitCode } from '../../errors.ts';
import { type LogsOptions, planLogs } from './plan.ts';
import { showLogs } from './show.ts';

export async function run(
  context: LabContext,
  names: readonly string[],
  options: LogsOptions,
): Promise<ExitCode> {
  const engine = await resolveEngine(context);
  return showLogs({ context, engine, plan: planLogs(names, engine.services, options) });
}
