import { setTimeout as sleep } from 'node:timers/promises';
import type { StoreUrls } from '../stores/addresses.ts';
import type { Verdict } from './conservation.ts';
import { auditAtRest } from './settle.ts';
import { AuditedStores } from './stores.ts';

const POLL_MS = 250;

interface Settling {
  readonly limitMs: number;
  readonly progress: (line: string) => void;
  readonly signal?: AbortSignal;
}

export const audit = async (
  urls: StoreUrls,
  promised: ReadonlySet<string>,
  settle: Settling,
): Promise<Verdict> => {
  const stores = await AuditedStores.open(urls);
  try {
    return await judgeAtRest(stores, promised, settle);
  } finally {
    await stores.close();
  }
};

/** On stores that are open already. */
export const judgeAtRest = (
  stores: AuditedStores,
  promised: ReadonlySet<string>,
  { limitMs, progress, signal }: Settling,
): Promise<Verdict> =>
  auditAtRest(stores, {
    promised,
    limitMs,
    pollMs: POLL_MS,
    now: () => performance.now(),
    sleep: (ms) => sleep(ms, undefined, signal ? { signal } : {}),
    progress,
  });
