import { setTimeout as sleep } from 'node:timers/promises';
import { audit } from '../audit/audit.ts';
import { httpUrl, type ServiceStatus } from '../engines/engine.ts';
import { untilReady } from '../engines/until-ready.ts';
import { during } from '../faults/fault.ts';
import { reported } from '../faults/reported.ts';
import { crashed } from '../faults/service-faults.ts';
import type { ServiceModel } from '../model/model.ts';
import type { Lab } from '../backup/make-backup.ts';
import type { FailureFacts } from './dependency.ts';
import { startTrickle } from './trickle.ts';

const ACTIVE_WITHIN_MS = 15_000;
const RECOVERY_LIMIT_MS = 120_000;
const SETTLE_MS = 60_000;
/** Orders before the fault and after it. */
const AROUND_MS = 2000;

/** What the services of this repository need, directly or through each other. */
export const dependenciesOf = (services: readonly ServiceModel[]): readonly string[] => {
  const built = new Set(services.filter(({ isBuilt }) => isBuilt).map(({ name }) => name));
  const needed = services
    .filter(({ isBuilt }) => isBuilt)
    .flatMap(({ dependsOn }) => dependsOn.map(({ name }) => name));
  return [...new Set(needed)].filter((name) => !built.has(name));
};

export const builtOf = (services: readonly ServiceModel[]): readonly string[] =>
  services.filter(({ isBuilt }) => isBuilt).map(({ name }) => name);

/** Kills a dependency under a few orders a second, waits until it is back, and audits what the clients were promised. */
export async function tryFailure(lab: Lab, dependency: string): Promise<FailureFacts> {
  const { engine, undoing, urls, signal, progress } = lab;
  const names = builtOf(engine.services);
  const before = await statusOf(lab, names);
  const gateway = httpUrl(engine, 'gateway', 8080);
  const trickle = startTrickle({ gateway, retryForMs: RECOVERY_LIMIT_MS, signal });
  let recoveredMs: number | undefined;
  try {
    await sleep(AROUND_MS, undefined, { signal });
    const startedAt = performance.now();
    const crash = reported(crashed(undoing, dependency), {
      by: 'lab orr',
      report: (event) => lab.events.report(event),
    });
    await during(crash, { activeWithinMs: ACTIVE_WITHIN_MS, signal }, async () => {
      const late = await untilReady(engine, [dependency], { limitMs: RECOVERY_LIMIT_MS, signal });
      if (late.length === 0) recoveredMs = Math.round(performance.now() - startedAt);
    });
    await untilReady(engine, names, { limitMs: RECOVERY_LIMIT_MS, signal });
    await sleep(AROUND_MS, undefined, { signal });
  } finally {
    await trickle.stop().catch(() => undefined); // asked again below, where it may reject
  }
  const { ids, givenUp } = await trickle.stop();
  const after = await statusOf(lab, names);
  const { held, violationCounts } = await audit(urls, ids, { limitMs: SETTLE_MS, progress, signal });
  return {
    recoveredMs,
    ended: after
      .filter((now) => before.find(({ name }) => name === now.name)?.pid !== now.pid)
      .map(({ name }) => name),
    notReady: after.filter(({ ready }) => !ready).map(({ name }) => name),
    accepted: ids.size,
    givenUp,
    audit: { held, broken: Object.keys(violationCounts) },
  };
}

const statusOf = async ({ engine }: Lab, names: readonly string[]): Promise<readonly ServiceStatus[]> =>
  (await engine.status()).filter(({ name }) => names.includes(name));
