import { setTimeout as sleep } from 'node:timers/promises';
import { type LabContext, say } from '../../context.ts';
import { EXIT, type ExitCode, UsageError } from '../../errors.ts';
import { frozenAll, type PauseOptions } from '../../faults/calls.ts';
import { during } from '../../faults/fault.ts';
import { reported } from '../../faults/reported.ts';
import { resolveForFaults } from '../../faults/undoing.ts';
import { LabEvents } from '../../signals/lab-events.ts';
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
  const events = new LabEvents(engine);
  const report = events.report.bind(events);
  const fault = reported(frozenAll(engine, names, pulse), { by: 'lab pause', report });
  try {
    await during(fault, { activeWithinMs: ACTIVE_WITHIN_MS, signal: context.signal }, async () => {
      say(context, `${fault.what} for ${forMs / 1000} s`);
      await sleep(forMs, undefined, { signal: context.signal });
    });
    say(context, `${names.join(', ')}: resumed`);
  } finally {
    await events.sent();
  }
  return EXIT.held;
}
