import { type LabContext, say } from '../context.ts';
import type { Engine } from '../engines/engine.ts';
import { LabEvents } from '../signals/lab-events.ts';

const DONE = { kill: 'killed', pause: 'paused', resume: 'resumed', restart: 'restarted' } as const;
export type Done = keyof typeof DONE;

/** Does it to one service after the other, and reports to oncall what was done, up to the service where it fails. */
export async function doAll(
  context: Pick<LabContext, 'stderr'>,
  engine: Pick<Engine, Done | 'services' | 'address'>,
  { names, action }: { names: readonly string[]; action: Done },
): Promise<void> {
  const events = new LabEvents(engine);
  try {
    for (const name of names) {
      const at = new Date().toISOString(); // when the fault begins: a restart takes seconds
      await engine[action](name);
      events.report({ kind: action, service: name, text: `lab ${action} ${name}`, at });
      say(context, `${name}: ${DONE[action]}`);
    }
  } finally {
    await events.sent();
  }
}
