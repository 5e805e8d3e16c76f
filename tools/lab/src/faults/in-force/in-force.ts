import { EnvironmentError } from '../../errors.ts';
import type { Fault } from '../fault.ts';
import { type Holder, idOf, type Journal } from './journal.ts';

interface Force {
  readonly journal: Journal;
  /** The words that make this fault again. */
  readonly action: string;
  /** Epoch milliseconds: when it is undone at the latest, by whoever is there. */
  readonly deadline: number;
  /** The process that undoes it in the usual case; null where that is another, later command. */
  readonly holder: Holder | null;
  /** Called once the entry is written: starts what undoes the fault where nothing else will. */
  readonly guard?: (id: string) => void;
}

/**
 * The same fault, known to the lab while it is in force. The entry is there before the fault begins and until it was undone:
 * what fails in between, or is killed, leaves it behind for `undoOverdue`.
 */
export const inForce = (fault: Fault, { journal, action, deadline, holder, guard }: Force): Fault => {
  let isOurs = false;
  return {
    what: fault.what,
    begin: async () => {
      const begunAt = new Date().toISOString();
      isOurs = journal.add({
        action,
        what: fault.what,
        begunAt,
        deadline: new Date(deadline).toISOString(),
        holder,
      });
      if (!isOurs) throw new EnvironmentError(`already in force: ${fault.what}; undo it first`);
      guard?.(idOf(action));
      await fault.begin();
    },
    isActive: () => fault.isActive(),
    end: async () => {
      // `during` also ends what could not begin: somebody else's fault stays in force.
      if (!isOurs) return;
      await fault.end();
      journal.remove(action);
    },
  };
};
