import type { LabContext } from '../context.ts';
import type { Engine } from '../engines/engine.ts';
import { resolveEngine } from '../engines/index.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import { doAll, type Done } from './do-all.ts';
import { refuseUnknown } from './known-services.ts';

type Action = Done | 'restart-if-down';

/** What kill, pause, resume and restart share: one action on each service named, all checked before the first is touched. */
export async function forEachService(
  context: LabContext,
  names: readonly string[],
  action: Action,
): Promise<ExitCode> {
  const engine = await resolveEngine(context);
  refuseUnknown(engine, names);
  const chosen = action === 'restart-if-down' ? await onlyDown(engine, names) : names;
  await doAll(context, engine, { names: chosen, action: action === 'restart-if-down' ? 'restart' : action });
  return EXIT.held;
}

async function onlyDown(engine: Engine, names: readonly string[]): Promise<readonly string[]> {
  const status = await engine.status();
  return names.filter((name) => status.find((service) => service.name === name)?.pid == null);
}
