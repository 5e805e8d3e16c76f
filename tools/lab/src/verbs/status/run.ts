import { type LabContext, print, printJson } from '../../context.ts';
import { resolveEngine } from '../../engines/index.ts';
import { EXIT, type ExitCode } from '../../errors.ts';
import { statusTable } from './table.ts';

export async function run(context: LabContext): Promise<ExitCode> {
  const engine = await resolveEngine(context);
  const services = await engine.status();
  const troubles = await engine.troubles();
  if (context.json) printJson(context, { engine: engine.name, services, troubles });
  else {
    for (const line of statusTable(services, context.isTty)) print(context, line);
    for (const trouble of troubles) print(context, `! ${trouble}`);
  }
  return EXIT.held;
}
