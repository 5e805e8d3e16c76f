import { messageOf } from '../../errors.ts';
import type { Fault } from '../fault.ts';
import { type Entry, isOverdue, type Journal } from './journal.ts';

interface Undoing {
  readonly journal: Journal;
  /** Makes the fault of an entry again. Its `end` must not need what `begin` knew: that process is gone. */
  readonly faultOf: (action: string) => Pick<Fault, 'end'>;
  readonly say: (line: string) => void;
}

/** What could not be undone, and why. It stays in the journal, for the next try. */
export interface NotUndone {
  readonly what: string;
  readonly reason: string;
}

/** Undoes the faults that nobody answers for any more. */
export const undoOverdue = (undoing: Undoing): Promise<readonly NotUndone[]> =>
  undo(
    undoing,
    undoing.journal.entries().filter((entry) => isOverdue(entry)),
  );

/** Undoes all faults in force, also those whose command still runs: the lab is about to stop. */
export const undoAll = (undoing: Undoing): Promise<readonly NotUndone[]> =>
  undo(undoing, undoing.journal.entries());

async function undo(
  { journal, faultOf, say }: Undoing,
  entries: readonly Entry[],
): Promise<readonly NotUndone[]> {
  const failed: NotUndone[] = [];
  for (const { action, what, begunAt } of entries) {
    try {
      await faultOf(action).end();
      journal.remove(action);
      say(`undone: ${what} (in force since ${begunAt})`);
    } catch (error) {
      const reason = messageOf(error);
      failed.push({ what, reason });
      say(`cannot undo: ${what}: ${reason}; the next command tries again`);
    }
  }
  return failed;
}
