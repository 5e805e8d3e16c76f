import { join } from 'node:path';
import { audit } from '../audit/audit.ts';
import type { Verdict } from '../audit/conservation.ts';
import { untilReady } from '../engines/until-ready.ts';
import { EnvironmentError, messageOf } from '../errors.ts';
import { Broker } from '../stores/broker.ts';
import { readBackup } from './folder.ts';
import { requireReady } from './intake.ts';
import { restoreJournal } from './journal-copy.ts';
import type { Lab } from './make-backup.ts';
import { FILES, type Manifest } from './manifest.ts';
import { countOrders, postgresMajor, restoreOrders } from './orders-copy.ts';
import { restoreParked } from './parked-copy.ts';
import { restoreStock } from './stock-copy.ts';

interface RestoreOptions {
  readonly directory: string;
  /** Deletes the orders that the lab has. */
  readonly replace: boolean;
}

const STORES = ['postgres', 'redis', 'rabbitmq'];
/** They would write into what is replaced, or report it as lost. */
const WRITERS = ['gateway', 'orders', 'inventory', 'prober'];
/** They read what was restored when they start; the prober also forgets the orders that it placed after the backup. */
const READERS = ['orders', 'inventory', 'oncall', 'prober'];
const READY_LIMIT_MS = 120_000;
const SETTLE_MS = 30_000;

/** Replaces the lab's data by a backup and judges the result. The verdict is the audit's, on exactly the orders of the backup. */
export async function restoreBackup(
  lab: Lab,
  { directory, replace }: RestoreOptions,
): Promise<{ readonly manifest: Manifest; readonly verdict: Verdict }> {
  const manifest = await readBackup(directory);
  requireReady(await lab.engine.status(), STORES);
  await refuseUnfit(lab, manifest, replace);
  lab.progress(`replacing the lab's data; gateway is paused until the audit of the restored data holds`);
  try {
    const verdict = await replaceData(lab, directory);
    if (hasHeld(verdict, manifest)) await reopen(lab);
    return { manifest, verdict };
  } catch (error) {
    throw unfinished(error);
  }
}

/** Everything that was accepted when the backup was made is there, and nothing else. */
export const hasHeld = (verdict: Verdict, { orders }: Manifest): boolean =>
  verdict.held && Object.entries(orders).every(([name, count]) => verdict[name as keyof Verdict] === count);

async function refuseUnfit({ urls }: Lab, manifest: Manifest, replace: boolean): Promise<void> {
  const major = await postgresMajor(urls.postgres);
  if (major < manifest.postgresMajor)
    throw new EnvironmentError(
      `the backup is of Postgres ${manifest.postgresMajor}, and this lab runs ${major}, which cannot read it. ` +
        'Restore it into a lab with the same or a later version',
    );
  const orders = await countOrders(urls.postgres);
  if (orders > 0 && !replace)
    throw new EnvironmentError(
      `the lab has ${orders} orders. Restore into an empty lab (\`lab down --wipe\`, \`lab up\`), or delete them with --replace`,
    );
}

const unfinished = (error: unknown): Error =>
  new EnvironmentError(
    `the restore did not finish: ${messageOf(error)}. The lab's data is incomplete, so gateway stays paused. ` +
      'Run the same command with --replace, or `lab down --wipe` to begin with an empty lab',
    { cause: error },
  );

async function replaceData(lab: Lab, directory: string): Promise<Verdict> {
  const { engine, urls, progress, signal } = lab;
  const file = (name: keyof typeof FILES): string => join(directory, FILES[name]);
  await pauseWriters(lab);
  const broker = await Broker.open(urls);
  try {
    // With them goes what paused consumers hold, which purging would leave. The services make them again when they start.
    await broker.deleteQueues();
    await restoreOrders(engine, urls.postgres, file('orders'));
    await restoreStock(urls.redis, file('stock'));
    await restoreJournal(engine, file('journal'));
    await restartReaders(lab);
    await restoreParked(broker, file('parked'));
  } finally {
    await broker.close();
  }
  return audit(urls, new Set(), { limitMs: SETTLE_MS, progress, signal });
}

/** Those that are paused already, by an earlier try, stay so. */
async function pauseWriters({ engine, undoing }: Lab): Promise<void> {
  const running = (await engine.status()).filter(({ state }) => state === 'running').map(({ name }) => name);
  for (const name of WRITERS.filter((each) => running.includes(each))) await undoing.pause(name);
}

async function reopen(lab: Lab): Promise<void> {
  const gateway = (await lab.engine.status()).find(({ name }) => name === 'gateway');
  if (gateway?.state !== 'paused') return;
  await lab.undoing.resume('gateway');
  await untilReady(lab.engine, ['gateway'], { limitMs: READY_LIMIT_MS, signal: lab.signal });
}

/** Not all labs have a prober. */
async function restartReaders({ engine, undoing, progress, signal }: Lab): Promise<void> {
  const running = (await engine.status()).filter(({ pid }) => pid !== null).map(({ name }) => name);
  const readers = READERS.filter((name) => name !== 'prober' || running.includes(name));
  progress(`restarting ${readers.join(', ')} on the restored data`);
  for (const name of readers) await undoing.kill(name);
  const late = await untilReady(engine, readers, { limitMs: READY_LIMIT_MS, signal });
  if (late.length > 0)
    throw new EnvironmentError(
      `${late.join(', ')} not ready within ${READY_LIMIT_MS / 1000} s; see \`lab logs\``,
    );
}
