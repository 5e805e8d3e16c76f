import type { Pace } from '@lab/objectives';
import type { Oncall } from '../signals/oncall.ts';
import type { Clock } from './clock.ts';
import { keepLooking, type Watch } from './keep-looking.ts';
import { type Page, type PageLog, pagesOf } from './pages.ts';

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

/** Writes into the log what oncall is paged for, until it is stopped. */
export const watchPages = (lab: Watched, log: Pick<PageLog, 'look'>): Watch =>
  keepLooking(lab, async () => log.look(await lab.pages(), lab.clock.now()));
