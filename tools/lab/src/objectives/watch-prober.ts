import type { Objective } from '@lab/objectives';
import { EnvironmentError } from '../errors.ts';
import { sumOf } from '../signals/exposition.ts';
import { EventLog } from './event-log.ts';
import { keepLooking } from './keep-looking.ts';
import type { Observed, Observer } from './observer.ts';

interface Counted {
  readonly total: number;
  readonly bad: number;
}

/** By the objective's own selectors, so that an event here is an event of its alerts. */
const countedIn = (metrics: string, { counters }: Objective): Counted => {
  const total = sumOf(metrics, counters.total);
  const bad = 'bad' in counters ? sumOf(metrics, counters.bad) : total - sumOf(metrics, counters.good);
  return { total, bad };
};

/** What the prober counts. An event is seen up to LOOK_MS late, as a page is. */
export function watchProber(
  objective: Objective,
  lab: Pick<Observed, 'clock' | 'signal' | 'proberMetrics'>,
): Observer {
  const events = new EventLog();
  let before: Counted | undefined;
  const watch = keepLooking(lab, async () => {
    const now = countedIn(await lab.proberMetrics(), objective);
    for (const isBad of newEvents(before ?? now, now)) events.add({ at: lab.clock.now(), isBad });
    before = now;
  });
  return { ...watch, events, sawNothing: 'the prober counted no event' };
}

/** Whether each event since then was a bad one. */
const newEvents = (before: Counted, now: Counted): readonly boolean[] => {
  const [events, bad] = [now.total - before.total, now.bad - before.bad];
  if (events < 0)
    throw new EnvironmentError('the prober restarted, so its events cannot be counted; try again');
  return Array.from({ length: events }, (_, index) => index < bad);
};
