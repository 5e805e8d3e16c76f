import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { labOf } from '../backup/lab-of.ts';
import { makeBackup } from '../backup/make-backup.ts';
import { hasHeld, restoreBackup } from '../backup/restore-backup.ts';
import { type LabContext, say } from '../context.ts';
import { httpUrl } from '../engines/engine.ts';
import { withSecondLab } from '../second-lab/second-lab.ts';
import type { RecoveryFacts } from './recovery.ts';
import { startTrickle } from './trickle.ts';

const NAME = 'orr';
const ORDERS_FOR_MS = 3000;
const SETTLE_MS = 30_000;
const RETRY_MS = 30_000;
/** It starts beside a lab that runs, so it takes longer than one that has the machine for itself. */
const SECOND_LAB_LIMIT_MS = 300_000;
/** What holds data that a backup has; the rest of the lab only looks. */
const ONLY = ['gateway', 'oncall'];

/** Backs the lab up while orders arrive, and restores the backup into a second lab, which is removed again. */
export async function tryRecovery(context: LabContext): Promise<RecoveryFacts> {
  const lab = await labOf(context);
  const folder = join(context.stateDir, 'orr');
  const directory = join(folder, 'backup');
  await rm(folder, { recursive: true, force: true }); // of a review that was killed
  await mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    const { signal } = context;
    const trickle = startTrickle({
      gateway: httpUrl(lab.engine, 'gateway', 8080),
      retryForMs: RETRY_MS,
      signal,
    });
    await sleep(ORDERS_FOR_MS, undefined, { signal }).catch(() => undefined);
    const { manifest, pausedMs } = await makeBackup(lab, { directory, settleMs: SETTLE_MS }).finally(() =>
      trickle.stop(),
    );
    const backedUp = { orders: manifest.orders.accepted, pausedMs };
    const progress = (line: string): void => say(context, `second lab: ${line}`);
    const options = {
      name: NAME,
      engine: lab.engine.name,
      only: ONLY,
      timeoutMs: SECOND_LAB_LIMIT_MS,
      progress,
    };
    return await withSecondLab<RecoveryFacts>(context, options, async (second) => {
      if ('reason' in second) return { ...backedUp, impossible: second.reason };
      const { verdict } = await restoreBackup(await labOf(second), { directory, replace: false });
      const restored = {
        orders: verdict.accepted,
        held: hasHeld(verdict, manifest),
        broken: Object.keys(verdict.violationCounts),
      };
      return { ...backedUp, restored };
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
