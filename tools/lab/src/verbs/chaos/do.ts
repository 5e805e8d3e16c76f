import type { LabContext } from '../../context.ts';
import { resolveUndoing } from '../../engines/index.ts';
import { EXIT, type ExitCode } from '../../errors.ts';
import { actionOf } from '../../faults/actions/action-of.ts';
import { textOf } from '../../faults/calls.ts';
import { forced } from '../../faults/in-force/forced.ts';
import { holdFault } from '../hold-fault.ts';

export interface DoOptions {
  /** Milliseconds. */
  readonly for: number;
}

/** One action by hand: what an experiment does with it, without load and verdict. */
export async function run(
  context: LabContext,
  words: readonly string[],
  { for: forMs }: DoOptions,
): Promise<ExitCode> {
  const engine = await resolveUndoing(context);
  const action = actionOf(engine, textOf(words));
  await action.check();
  const fault = forced(context, action, { forMs });
  await holdFault(context, engine, {
    fault,
    by: 'lab chaos do',
    forMs,
    activeWithinMs: action.activeWithinMs,
    undone: `no longer ${fault.what}`,
  });
  return EXIT.held;
}
