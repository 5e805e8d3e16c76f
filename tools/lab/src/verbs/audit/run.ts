import { setTimeout as sleep } from 'node:timers/promises';
import { type LabContext, print, printJson, say } from '../../context.ts';
import { EXIT, type ExitCode } from '../../errors.ts';
import type { StoreUrls } from '../../stores/addresses.ts';
import type { Verdict } from './conservation.ts';
import { readPromised } from './promised.ts';
import { describeVerdict, isJudged } from './report.ts';
import { auditAtRest } from './settle.ts';
import { AuditedStores } from './stores.ts';

interface AuditOptions {
  readonly settleMs: number;
  readonly acceptedFile?: string | undefined;
}

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

export const runAudit = async (
  context: LabContext,
  urls: StoreUrls,
  options: AuditOptions,
): Promise<ExitCode> => {
  const promised = options.acceptedFile ? await readPromised(options.acceptedFile) : new Set<string>();
  const verdict = await audit(urls, promised, {
    limitMs: options.settleMs,
    progress: (line) => say(context, line),
    signal: context.signal,
  });
  const held = verdict.held && isJudged(verdict);
  if (context.json) printJson(context, { ...verdict, held, promised: promised.size });
  else for (const line of describeVerdict(verdict, promised.size)) print(context, line);
  if (!isJudged(verdict)) return EXIT.environment;
  return held ? EXIT.held : EXIT.refuted;
};
