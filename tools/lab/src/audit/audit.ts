import { setTimeout as sleep } from 'node:timers/promises';
import type { StoreUrls } from '../stores/addresses.ts';
import type { Verdict } from './conservation.ts';
import { auditAtRest } from './settle.ts';
import { AuditedStores } from './stores.ts';

const POLL_MS = 250;

export const audit = async (
  urls: StoreUrls,
  promised: ReadonlySet<string>,
  settle: { limitMs: number; progress: (line: string) => void; signal?: AbortSignal },
): Promise<Verdict> => {
  const stores = await AuditedStores.open(urls);
  try {
    return await auditAtRest(stores, {
      promised,
      limitMs: settle.limitMs,
      pollMs: POLL_MS,
      now: () => performance.now(),
      sleep: (ms) => sleep(ms, undefined, settle.signal ? { signal: settle.signal } : {}),
      progress: settle.progress,
    });
  } finally {
    await stores.close();
  }
};
