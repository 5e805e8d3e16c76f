import type { LabContext } from '../../context.ts';
import { say } from '../../context.ts';
import { resolveUndoing } from '../../engines/index.ts';
import { actionOf } from '../actions/action-of.ts';
import { Journal, isOverdue } from './journal.ts';
import { type NotUndone, undoAll, undoOverdue } from './undo.ts';
import { within } from './within.ts';

/** Undoes what killed commands left in the lab. Cheap where there is nothing: most commands find an empty folder. */
export async function rescue(context: LabContext): Promise<readonly NotUndone[]> {
  const journal = new Journal(context.stateDir);
  if (!journal.entries().some((entry) => isOverdue(entry))) return [];
  return undoOverdue(await undoing(context, journal));
}

/** Undoes everything, before the lab is taken down: a filesystem or a changed service must not outlive it. */
export async function rescueAll(context: LabContext): Promise<readonly NotUndone[]> {
  const journal = new Journal(context.stateDir);
  if (journal.entries().length === 0) return [];
  return undoAll(await undoing(context, journal));
}

async function undoing(context: LabContext, journal: Journal) {
  const engine = await resolveUndoing(context);
  return {
    journal,
    faultOf: (text: string) => {
      const { fault, endWithinMs } = actionOf(engine, text);
      return { end: () => within(endWithinMs, `undoing ${fault.what}`, fault.end()) };
    },
    say: (line: string) => say(context, line),
  };
}
