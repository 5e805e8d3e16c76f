import { setTimeout as sleep } from 'node:timers/promises';
import { type LabContext, say } from '../context.ts';
import type { Engine } from '../engines/engine.ts';
import { during, type Fault } from '../faults/fault.ts';
import { reported } from '../faults/reported.ts';
import { LabEvents } from '../signals/lab-events.ts';

interface Hold {
  /** The command, for oncall's timelines. */
  readonly by: string;
  readonly forMs: number;
  readonly activeWithinMs: number;
  /** What to say once it is undone. */
  readonly undone: string;
}

/** Keeps a fault in effect for a time and undoes it, also on Ctrl-C. */
export async function holdFault(
  context: LabContext,
  engine: Engine,
  { fault, by, forMs, activeWithinMs, undone }: Hold & { readonly fault: Fault },
): Promise<void> {
  const { signal } = context;
  const events = new LabEvents(engine);
  const told = reported(fault, { by, report: events.report.bind(events) });
  try {
    await during(told, { activeWithinMs, signal }, async () => {
      say(context, `${fault.what} for ${forMs / 1000} s`);
      await sleep(forMs, undefined, { signal });
    });
    say(context, undone);
  } finally {
    await events.sent();
  }
}
