import { join } from 'node:path';
import { audit } from '../audit/audit.ts';
import type { Verdict } from '../audit/conservation.ts';
import type { ServiceStatus } from '../engines/engine.ts';
import { untilReady } from '../engines/until-ready.ts';
import { EnvironmentError, messageOf } from '../errors.ts';
import { Broker } from '../stores/broker.ts';
import { readBackup } from './folder.ts';
import { requireReady } from './intake.ts';
import { restoreJournal } from './journal-copy.ts';
import type { Lab } from './make-backup.ts';
import { FILES, type Manifest } from './manifest.ts';
import { countCustomerOrders, postgresMajor, restoreOrders } from './orders-copy.ts';
import { restoreParked } from './parked-copy.ts';
import { restoreStock } from './stock-copy.ts';

interface RestoreOptions {
  readonly directory: string;
  /** Deletes the orders that the lab has. */
  readonly replace: boolean;
}

const STORES = ['postgres', 'redis', 'rabbitmq'];
/** They would write into what is replaced. */
const WRITERS = ['gateway', 'orders', 'inventory'];
/** They read what was restored when they start. */
const READERS = ['orders', 'inventory', 'oncall'];
/** It remembers what it ordered, and would report all of it as lost. A lab works without it. */
const PROBER = 'prober';
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
  const orders = await countCustomerOrders(urls.postgres);
  if (orders > 0 && !replace)
    throw new EnvironmentError(
      `customers have placed ${orders} orders in this lab. Restore into an empty lab (\`lab down --wipe\`, \`lab up\`), or delete them with --replace`,
    );
}

const unfinished = (error: unknown): Error =>
  new EnvironmentError(
    `the restore did not finish: ${messageOf(error)}. The lab's data is incomplete, so gateway stays paused. ` +
      'Run the same command with --replace, or `lab down --wipe` to begin with an empty lab',
    { cause: error },
  );

async function replaceData(lab: Lab, directory: string): Promise<Verdict> {
  const { engine, urls, undoing, progress, signal } = lab;
  const file = (name: keyof typeof FILES): string => join(directory, FILES[name]);
  for (const name of planRestore(await engine.status()).pause) await undoing.pause(name);
  const broker = await Broker.open(urls);
  try {
    // With them goes what paused consumers hold, which purging would leave. The services make them again when they start.
    await broker.deleteQueues();
    await restoreOrders(engine, urls.postgres, file('orders'));
    await restoreStock(urls.redis, file('stock'));
    await restoreJournal(engine, file('journal'));
    const { restart } = planRestore(await engine.status());
    progress(`restarting ${restart.join(', ')} on the restored data`);
    for (const name of restart) await undoing.kill(name);
    await requireReadySoon(lab, restart);
    await restoreParked(broker, file('parked'));
  } finally {
    await broker.close();
  }
  return audit(urls, new Set(), { limitMs: SETTLE_MS, progress, signal });
}

/** Which services a restore pauses first, and which it restarts later. One that is paused already, by an earlier try, stays so. */
export function planRestore(services: readonly Pick<ServiceStatus, 'name' | 'state'>[]): {
  readonly pause: readonly string[];
  readonly restart: readonly string[];
} {
  const stateOf = (name: string): string | undefined => services.find((each) => each.name === name)?.state;
  const isProbed = ['running', 'paused'].includes(stateOf(PROBER) ?? '');
  return {
    pause: [...WRITERS, PROBER].filter((name) => stateOf(name) === 'running'),
    restart: isProbed ? [...READERS, PROBER] : READERS,
  };
}

async function reopen(lab: Lab): Promise<void> {
  const gateway = (await lab.engine.status()).find(({ name }) => name === 'gateway');
  if (gateway?.state !== 'paused') return;
  await lab.undoing.resume('gateway');
  await untilReady(lab.engine, ['gateway'], { limitMs: READY_LIMIT_MS, signal: lab.signal });
}

async function requireReadySoon({ engine, signal }: Lab, names: readonly string[]): Promise<void> {
  const late = await untilReady(engine, names, { limitMs: READY_LIMIT_MS, signal });
  if (late.length > 0)
    throw new EnvironmentError(
      `${late.join(', ')} not ready within ${READY_LIMIT_MS / 1000} s; see \`lab logs\``,
    );
}
