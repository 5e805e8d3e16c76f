import { type LabContext, say } from '../context.ts';
import { resolveEngine, resolveUndoing } from '../engines/index.ts';
import { LabEvents } from '../signals/lab-events.ts';
import { resolveForFaults } from '../faults/undoing.ts';
import { storeUrls } from '../stores/addresses.ts';
import type { Lab } from './make-backup.ts';

export async function labOf(context: LabContext): Promise<Lab> {
  const engine = await resolveEngine(context);
  return {
    engine,
    undoing: await resolveUndoing(context),
    pausing: await resolveForFaults(context),
    urls: storeUrls(engine, context.env),
    signal: context.signal,
    progress: (line) => say(context, line),
    events: new LabEvents(engine),
  };
}
