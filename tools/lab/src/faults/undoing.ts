import type { LabContext } from '../context.ts';
import type { Engine } from '../engines/engine.ts';
import { resolveUndoing } from '../engines/index.ts';
import { EnvironmentError } from '../errors.ts';
import { Journal, thisProcess } from './in-force/journal.ts';

/** No command pauses a service for so long. */
const LONGEST_MS = 3_600_000;

/** An engine for faults: it is deaf to Ctrl-C, and what it pauses the next command resumes if this one is killed. */
export const resolveForFaults = async (context: LabContext): Promise<Engine> =>
  journaled(await resolveUndoing(context), new Journal(context.stateDir));

/** The same engine, which enters a pause into the journal before it begins, until the service is resumed. */
export function journaled(engine: Engine, journal: Journal): Engine {
  return Object.assign(Object.create(engine) as Engine, {
    pause: async (service: string): Promise<void> => {
      const isEntered = journal.add({
        action: pausing(service),
        what: `${service} frozen`,
        begunAt: new Date().toISOString(),
        deadline: new Date(Date.now() + LONGEST_MS).toISOString(),
        holder: thisProcess(),
      });
      if (!isEntered)
        throw new EnvironmentError(`another command keeps ${service} frozen; wait until it ends, or end it`);
      await engine.pause(service);
    },
    resume: async (service: string): Promise<void> => {
      await engine.resume(service);
      journal.remove(pausing(service));
    },
  });
}

/** The words that make the same fault again (actions/specs.ts). */
const pausing = (service: string): string => `pause ${service}`;
