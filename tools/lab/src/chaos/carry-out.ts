import { EnvironmentError } from '../errors.ts';
import { during } from '../faults/fault.ts';
import { reported } from '../faults/reported.ts';
import type { FaultSpan } from './evidence.ts';
import type { Step } from './experiment.ts';
import type { Stage } from './stage.ts';

/** Does one step after the other. EnvironmentError where a fault is not in effect, at its beginning or at its end: nothing would be proven. */
export async function carryOut(
  steps: readonly Step[],
  stage: Stage,
  by: string,
): Promise<readonly FaultSpan[]> {
  const faults: FaultSpan[] = [];
  for (const step of steps) {
    if (step.kind === 'wait') await stage.clock.sleep(step.ms, stage.signal);
    else faults.push(await inflict(step, stage, by));
  }
  return faults;
}

async function inflict(
  { action }: Extract<Step, { kind: 'fault' }>,
  stage: Stage,
  by: string,
): Promise<FaultSpan> {
  const { clock, signal } = stage;
  const fault = reported(action.fault(stage.target), { by, report: (event) => stage.report(event) });
  const from = clock.now();
  await during(fault, { activeWithinMs: action.activeWithinMs, signal }, async () => {
    stage.say(fault.what);
    if (action.forMs === 0) return;
    await clock.sleep(action.forMs, signal);
    if (!(await fault.isActive()))
      throw new EnvironmentError(`${fault.what}: no longer in effect after ${action.forMs / 1000} s`);
  });
  return { what: fault.what, from, to: clock.now() };
}
