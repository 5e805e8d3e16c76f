import type { LabContext } from '../context.ts';
import type { Engine } from '../engines/engine.ts';
import { resolveEngine } from '../engines/index.ts';
import { EXIT, type ExitCode, UsageError } from '../errors.ts';
import { doAll, type Done } from './do-all.ts';

type Action = Done | 'restart-if-down';

/** What kill, pause, resume and restart share: one action on each service named, all checked before the first is touched. */
export async function forEachService(
  context: LabContext,
  names: readonly string[],
  action: Action,
): Promise<ExitCode> {
  const engine = await resolveEngine(context);
  const known = engine.services.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new UsageError(`unknown service "${unknown.join('", "')}"; available: ${known.join(', ')}`);
  const chosen = action === 'restart-if-down' ? await onlyDown(engine, names) : names;
  await doAll(context, engine, { names: chosen, action: action === 'restart-if-down' ? 'restart' : action });
  return EXIT.held;
}

async function onlyDown(engine: Engine, names: readonly string[]): Promise<readonly string[]> {
  const status = await engine.status();
  return names.filter((name) => status.find((service) => service.name === name)?.pid == null);
}
