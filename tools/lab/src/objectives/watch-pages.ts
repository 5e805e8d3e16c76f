import type { Clock } from './clock.ts';
import type { Page, PageLog } from './pages.ts';

/** How often oncall is asked: the error of every measured time. */
export const LOOK_MS = 500;

interface Watched {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** What oncall was paged for. */
  pages(): Promise<ReadonlyMap<string, Page>>;
}

export interface PageWatch {
  /** Aborted when oncall cannot be asked any more: what is measured from then on would be wrong. */
  readonly failed: AbortSignal;
  /** Rejects with what oncall failed with. */
  stop(): Promise<void>;
}

/** Writes into the log what oncall is paged for, until it is stopped. */
export function watchPages(lab: Watched, log: PageLog): PageWatch {
  const { clock, signal } = lab;
  const [stopping, failing] = [new AbortController(), new AbortController()];
  const ended = AbortSignal.any([stopping.signal, signal]);
  const watch = async (): Promise<void> => {
    while (!ended.aborted) {
      log.look(await lab.pages(), clock.now());
      await clock.sleep(LOOK_MS, ended).catch(() => undefined);
    }
  };
  const watching = watch();
  watching.catch((error: unknown) => failing.abort(error));
  return {
    failed: failing.signal,
    stop: async () => {
      stopping.abort();
      await watching;
    },
  };
}
