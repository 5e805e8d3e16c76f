import type { Objective } from '@lab/objectives';
import type { RequestLine } from '../k6/request-line.ts';
import { JOURNEYS } from '../objectives/journeys.ts';
import { JUDGED_OBJECTIVES, type JudgedObjective } from './experiment.ts';
import type { StoredOrder } from './conservation.ts';
import { type ObjectiveEvent, recoveryOf, type Span } from './recovery.ts';

/** How clients saw one objective during a run. */
export interface ObjectiveSeen {
  readonly objective: JudgedObjective;
  readonly target: number;
  readonly events: number;
  readonly bad: number;
  /** Share of good events; null where there were none. */
  readonly ratio: number | null;
  readonly missed: Span | null;
  /** From the end of the fault until the objective was met again; null where clients did not see that. */
  readonly recoverSeconds: number | null;
}

/** What clients and the store recorded. */
export interface Recorded {
  readonly lines: readonly RequestLine[];
  readonly orders: readonly StoredOrder[];
}

export const objectivesSeen = (
  recorded: Recorded,
  { objectives, during, faultEnd }: { objectives: readonly Objective[]; during: Span; faultEnd: number },
): readonly ObjectiveSeen[] =>
  JUDGED_OBJECTIVES.flatMap((name) => {
    const objective = objectives.find((each) => each.name === name);
    if (objective === undefined) return [];
    const { target } = objective;
    const events = eventsOf(name, objective, recorded).filter(({ at }) => at >= during.from);
    const bad = events.filter(({ isBad }) => isBad).length;
    const { missed, isSeen } = recoveryOf(events, { during, target });
    const recovered = missed === null ? 0 : Math.max(0, missed.to - faultEnd) / 1000;
    return {
      objective: name,
      target,
      events: events.length,
      bad,
      ratio: events.length === 0 ? null : (events.length - bad) / events.length,
      missed,
      recoverSeconds: isSeen ? recovered : null,
    };
  });

/** A request counts when it ended; an order when it was placed, for its client waits from then on. */
function eventsOf(
  name: JudgedObjective,
  { limitSeconds }: Objective,
  { lines, orders }: Recorded,
): readonly ObjectiveEvent[] {
  if (name === 'settling-latency') {
    if (limitSeconds === undefined) throw new Error(`${name} has no limit in prometheus/slo`);
    const limitMs = limitSeconds * 1000;
    return orders.map(({ createdAt, settledAt }) => ({
      at: createdAt,
      isBad: settledAt === null || settledAt - createdAt > limitMs,
    }));
  }
  const clients = JOURNEYS[name]?.clients;
  return lines
    .filter((line) => clients?.isEvent(line) === true)
    .map((line) => ({ at: line.at + line.ms, isBad: clients?.isBad?.(line) === true }));
}
