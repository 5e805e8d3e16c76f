import { type LabContext, print, printJson, say } from '../../context.ts';
import { resolveEngine } from '../../engines/index.ts';
import { degradedLine } from './degraded.ts';
import { EXIT, type ExitCode } from '../../errors.ts';
import { statusTable } from '../../report/status-table.ts';

export async function run(context: LabContext): Promise<ExitCode> {
  const engine = await resolveEngine(context);
  const services = await engine.status();
  const troubles = await engine.troubles();
  if (context.json) printJson(context, { engine: engine.name, services, troubles });
  else {
    for (const line of statusTable(services, context.isTty)) print(context, line);
    for (const trouble of troubles) print(context, `! ${trouble}`);
  }
  const degraded = degradedLine(services, engine.services);
  if (degraded !== undefined) say(context, degraded);
  return EXIT.held;
}
