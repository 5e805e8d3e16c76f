import type { ReportEvent } from '@lab/contracts';
import type { Engine, ServiceStatus } from '../engines/engine.ts';
import { untilReady } from '../engines/until-ready.ts';
import { EnvironmentError } from '../errors.ts';
import { during } from '../faults/fault.ts';
import { reported } from '../faults/reported.ts';
import { frozen } from '../faults/service-faults.ts';

const DOOR = 'gateway';
const PAUSED_WITHIN_MS = 15_000;
const READY_LIMIT_MS = 30_000;

/** A lab whose door is closed for a while. */
interface Closing {
  readonly undoing: Pick<Engine, 'kill' | 'pause' | 'resume' | 'status'>;
  readonly signal: AbortSignal;
  readonly events: { report(event: ReportEvent): void };
}

/**
 * Does `work` while gateway is paused: clients keep their connections, and what they send waits until it is resumed. A gateway
 * that is down or was paused before stays so. Otherwise it is ready again at the end, unless that takes longer than 30 s.
 */
export async function withoutIntake<T>(
  { undoing, signal, events }: Closing,
  work: () => Promise<T>,
): Promise<T> {
  const state = (await undoing.status()).find(({ name }) => name === DOOR)?.state;
  if (state === 'restarting')
    throw new EnvironmentError(
      `${DOOR} has crashed and restarts; try again once \`lab status\` shows it ready`,
    );
  if (state !== 'running') return work();
  const report = (event: ReportEvent): void => events.report(event);
  const closed = reported(frozen(undoing, DOOR), { by: 'lab backup', report });
  const done = await during(closed, { activeWithinMs: PAUSED_WITHIN_MS, signal }, work);
  await untilReady(undoing, [DOOR], { limitMs: READY_LIMIT_MS, signal });
  return done;
}

/** Refuses where one of these services does not run: a copy without it would be incomplete. */
export function requireReady(status: readonly ServiceStatus[], names: readonly string[]): void {
  const away = status.filter(({ name, ready }) => names.includes(name) && !ready);
  if (away.length === 0) return;
  const list = away
    .map(({ name, state }) => `${name} (${state === 'running' ? 'not ready' : state})`)
    .join(', ');
  throw new EnvironmentError(`not ready: ${list}. Start the lab with \`lab up\` and try again`);
}
