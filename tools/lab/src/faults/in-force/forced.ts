import type { LabContext } from '../../context.ts';
import type { Action } from '../actions/action-of.ts';
import type { Fault } from '../fault.ts';
import { startGuard } from './guard.ts';
import { inForce } from './in-force.ts';
import { type Holder, Journal, thisProcess } from './journal.ts';
import { within } from './within.ts';

interface Forcing {
  /** How long it is to stay in force. Its deadline is that long after it must be in effect. */
  readonly forMs: number;
  /** Null where this command ends while the fault goes on; this process otherwise. */
  readonly holder?: Holder | null;
  /** Whether a guard undoes it also where no command comes. */
  readonly isGuarded?: boolean;
}

/**
 * An action as a command does it: each of its steps has a deadline, the journal knows it, and a guard undoes it where this
 * process cannot. Ask `action.check` first.
 */
export const forced = (
  context: LabContext,
  action: Action,
  { forMs, holder = thisProcess(), isGuarded = true }: Forcing,
): Fault => {
  const { fault, text, activeWithinMs, endWithinMs } = action;
  const limited: Fault = {
    ...fault,
    begin: () => within(activeWithinMs, fault.what, fault.begin()),
    end: () => within(endWithinMs, `undoing ${fault.what}`, fault.end()),
  };
  return inForce(limited, {
    journal: new Journal(context.stateDir),
    action: text,
    deadline: Date.now() + activeWithinMs + forMs,
    holder,
    ...(isGuarded && { guard: (id: string) => startGuard(context, id) }),
  });
};
