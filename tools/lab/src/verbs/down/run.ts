import { type LabContext, say } from '../../context.ts';
import { resolveEngine } from '../../engines/index.ts';
import { EXIT, type ExitCode } from '../../errors.ts';
import { rescueAll } from '../../faults/in-force/rescue.ts';

export async function run(context: LabContext, wipe: boolean): Promise<ExitCode> {
  await rescueAll(context);
  const engine = await resolveEngine(context);
  await engine.down({ wipe, progress: (line) => say(context, line) });
  say(context, wipe ? 'stopped; data removed' : 'stopped; data kept (--wipe removes it)');
  return EXIT.held;
}
