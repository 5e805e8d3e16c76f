import type { Pace } from '@lab/objectives';
import type { Oncall } from '../signals/oncall.ts';
import type { Clock } from './clock.ts';
import { type Page, type PageLog, pagesOf } from './pages.ts';

/** How often oncall is asked: the error of every measured time. */
export const LOOK_MS = 500;

/** Incidents that may be open, and have been opened meanwhile. */
const INCIDENTS = 20;

/** The pages of the incidents in which anything fires, with those that have ended. */
export async function pagesOfFiringIncidents(oncall: Oncall, pace: Pace): Promise<ReadonlyMap<string, Page>> {
  const { items } = await oncall.list({ limit: INCIDENTS });
  const firing = items.filter((incident) => incident.firing > 0);
  return pagesOf(await Promise.all(firing.map(({ id }) => oncall.show(id))), pace);
}

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
export function watchPages(lab: Watched, log: Pick<PageLog, 'look'>): PageWatch {
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
