import { join } from 'node:path';
import { judgeAtRest } from '../audit/audit.ts';
import type { Verdict } from '../audit/conservation.ts';
import { isSame, isSettled } from '../audit/pulse.ts';
import { AuditedStores } from '../audit/stores.ts';
import type { Engine } from '../engines/engine.ts';
import { EnvironmentError } from '../errors.ts';
import type { LabEvents } from '../signals/lab-events.ts';
import { Broker } from '../stores/broker.ts';
import type { StoreUrls } from '../stores/addresses.ts';
import { refuseExisting, writeBackup } from './folder.ts';
import { requireReady, withoutIntake } from './intake.ts';
import { copyJournal } from './journal-copy.ts';
import { FILES, type Manifest } from './manifest.ts';
import { dumpOrders, postgresMajor } from './orders-copy.ts';
import { copyParked } from './parked-copy.ts';
import { copyStock } from './stock-copy.ts';

/** A lab that is backed up or restored. */
export interface Lab {
  readonly engine: Engine;
  /** The same engine, deaf to Ctrl-C: what was paused must be resumed all the same. */
  readonly undoing: Engine;
  /** The same, for a pause that the next command ends where this one is killed. Never for a restore: its lab must stay closed. */
  readonly pausing: Engine;
  readonly urls: StoreUrls;
  readonly signal: AbortSignal;
  readonly progress: (line: string) => void;
  /** For the timelines of incidents. */
  readonly events: Pick<LabEvents, 'report' | 'sent'>;
}

interface BackupOptions {
  readonly directory: string;
  /** How long orders in flight may take to settle. */
  readonly settleMs: number;
}

const NEEDED = ['postgres', 'redis', 'rabbitmq', 'orders', 'inventory', 'oncall'];
const TRIES = 3;

/** Writes a backup of the lab: every order that was accepted before it began, settled, with the stock that belongs to it. */
export async function makeBackup(
  lab: Lab,
  { directory, settleMs }: BackupOptions,
): Promise<{ readonly manifest: Manifest; readonly pausedMs: number }> {
  refuseExisting(directory);
  requireReady(await lab.engine.status(), NEEDED);
  const major = await postgresMajor(lab.urls.postgres);
  let pausedMs = 0;
  const manifest = await writeBackup(directory, async (folder) => {
    lab.progress('pausing gateway: requests wait until the copy is done');
    const verdict = await withoutIntake({ ...lab, undoing: lab.pausing }, async () => {
      const startedAt = performance.now();
      const copied = await copyAtRest(lab, folder, settleMs);
      pausedMs = Math.round(performance.now() - startedAt);
      return copied;
    });
    await copyJournal(lab.engine, join(folder, FILES.journal));
    const { accepted, confirmed, rejected, cancelled } = verdict;
    return {
      format: 1,
      madeAt: new Date().toISOString(),
      engine: lab.engine.name,
      postgresMajor: major,
      orders: { accepted, confirmed, rejected, cancelled },
    };
  });
  return { manifest, pausedMs };
}

/** Copies the three stores while nothing moves in them, which the totals before and after prove. */
async function copyAtRest(lab: Lab, folder: string, limitMs: number): Promise<Verdict> {
  const stores = await AuditedStores.open(lab.urls);
  try {
    for (let tries = 1; tries <= TRIES; tries += 1) {
      const verdict = await judgeAtRest(stores, new Set(), { ...lab, limitMs });
      if (!verdict.held) throw unsound(verdict);
      const before = await stores.pulse();
      if (isSettled(before)) {
        await copyStores(lab, folder);
        if (isSame(before, await stores.pulse())) return verdict;
      }
      lab.progress('the stores changed while they were copied; trying again');
    }
  } finally {
    await stores.close();
  }
  throw new EnvironmentError(
    `the stores changed during each of ${TRIES} copies, although gateway is paused. Stop whatever sends orders to the orders ` +
      'service directly, and try again',
  );
}

async function copyStores({ engine, urls, signal }: Lab, folder: string): Promise<void> {
  const broker = await Broker.open(urls);
  try {
    // One after the other: where one fails, none of the others may still be writing into a folder that is removed.
    await dumpOrders(engine, join(folder, FILES.orders));
    await copyStock(urls.redis, join(folder, FILES.stock));
    await copyParked(broker, join(folder, FILES.parked));
  } finally {
    await broker.close();
  }
  signal.throwIfAborted();
}

const unsound = ({ violationCounts }: Verdict): EnvironmentError =>
  new EnvironmentError(
    `the audit does not hold (${Object.keys(violationCounts).join(', ')}), and a backup restores a lab whose audit holds. ` +
      'See `lab audit`; where orders only need more time, set --settle',
  );
