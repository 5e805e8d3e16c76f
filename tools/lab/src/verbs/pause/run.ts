import type { LabContext } from '../../context.ts';
import { EXIT, type ExitCode, UsageError } from '../../errors.ts';
import { frozenAll, type PauseOptions } from '../../faults/calls.ts';
import { resolveForFaults } from '../../faults/undoing.ts';
import { holdFault } from '../hold-fault.ts';
import { refuseUnknown } from '../known-services.ts';

const ACTIVE_WITHIN_MS = 15_000;

/** Freezes services for a time, and resumes them whatever happens meanwhile. */
export async function run(
  context: LabContext,
  names: readonly string[],
  { for: forMs, pulse }: PauseOptions,
): Promise<ExitCode> {
  if (forMs === undefined) throw new UsageError('--pulse needs --for: how long the pulses last');
  const engine = await resolveForFaults(context);
  refuseUnknown(engine, names);
  await holdFault(context, engine, {
    fault: frozenAll(engine, names, pulse),
    by: 'lab pause',
    forMs,
    activeWithinMs: ACTIVE_WITHIN_MS,
    undone: `${names.join(', ')}: resumed`,
  });
  return EXIT.held;
}
