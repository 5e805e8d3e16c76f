import { setTimeout as sleep } from 'node:timers/promises';
import { EnvironmentError } from '../../errors.ts';

/** The start of a process on a busy machine, the 30 s in which it may become ready, and the drain of its predecessor. */
const LIMIT_MS = 120_000;
const POLL_MS = 100;

export interface Handover {
  readonly service: string;
  /** The service's processes now, without the shell that starts them. */
  readonly processes: () => Promise<readonly number[]>;
  /** SIGHUP to the shell. */
  readonly begin: () => Promise<unknown>;
}

/** Has a service replaced by compose/handover.sh. Resolves when the old process is gone; rejects where it stays. */
export async function handOver({ service, processes, begin }: Handover): Promise<void> {
  const old = new Set(await processes());
  await begin();
  const deadline = Date.now() + LIMIT_MS;
  let hasBegun = false;
  while (Date.now() < deadline) {
    const now = await processes();
    const isReplaced = now.some((pid) => !old.has(pid));
    const isLeft = now.some((pid) => old.has(pid));
    if (isReplaced && !isLeft) return;
    if (hasBegun && !isReplaced) throw refused(service, isLeft);
    hasBegun ||= isReplaced;
    await sleep(POLL_MS);
  }
  throw new EnvironmentError(`${service}: not restarted within ${LIMIT_MS / 1000} s; ${remedy(service)}`);
}

const refused = (service: string, isLeft: boolean): EnvironmentError =>
  new EnvironmentError(
    isLeft
      ? `${service}: the new process did not become ready, so the old one goes on; ${remedy(service)}`
      : `${service}: ended while it was being restarted; ${remedy(service)}`,
  );

const remedy = (service: string): string =>
  `\`lab logs ${service}\` shows why, and \`lab kill ${service}\` starts it anew without waiting`;
