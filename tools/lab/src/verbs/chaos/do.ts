import { setTimeout as sleep } from 'node:timers/promises';
import { type LabContext, say } from '../../context.ts';
import { resolveUndoing } from '../../engines/index.ts';
import { EXIT, type ExitCode } from '../../errors.ts';
import { actionOf } from '../../faults/actions/action-of.ts';
import { textOf } from '../../faults/calls.ts';
import { during } from '../../faults/fault.ts';
import { forced } from '../../faults/in-force/forced.ts';
import { reported } from '../../faults/reported.ts';
import { LabEvents } from '../../signals/lab-events.ts';

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
  const { signal } = context;
  const events = new LabEvents(engine);
  const report = events.report.bind(events);
  const fault = reported(forced(context, action, { forMs }), { by: 'lab chaos do', report });
  try {
    await during(fault, { activeWithinMs: action.activeWithinMs, signal }, async () => {
      say(context, `${fault.what} for ${forMs / 1000} s`);
      await sleep(forMs, undefined, { signal });
    });
    say(context, `no longer ${fault.what}`);
  } finally {
    await events.sent();
  }
  return EXIT.held;
}
