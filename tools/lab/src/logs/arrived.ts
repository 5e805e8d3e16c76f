import type { ArrivedRecord } from '../signals/loki.ts';
import { Tally } from './tally.ts';

/** What arrived of one service's lines. */
export interface Arrived {
  readonly tally: Tally;
  /** When the log agent read each line since it last started, in milliseconds since 1970: its counters begin there. */
  readonly readTimes: number[];
}

export interface AllArrived {
  readonly byService: ReadonlyMap<string, Arrived>;
  /** When the oldest of them was read, in milliseconds since 1970. */
  readonly oldest: number;
}

/** Sorts records by service. `agentStartedAt`: milliseconds since 1970. */
export async function sortArrived(
  records: AsyncIterable<ArrivedRecord>,
  agentStartedAt: number,
): Promise<AllArrived> {
  let oldest = Infinity;
  const arrived = new Map<string, Arrived>();
  // A line that was read once and delivered twice counts once here: (instance, seq) is read at most once in one life.
  const readOnce = new Set<string>();
  for await (const { service, instance, seq, readAt, droppedLines } of records) {
    oldest = Math.min(oldest, readAt);
    const of = arrived.get(service) ?? { tally: new Tally(), readTimes: [] };
    arrived.set(service, of);
    const isNumbered = instance !== undefined && seq !== undefined;
    if (isNumbered) of.tally.add(instance, seq, droppedLines);
    else of.tally.addUnparsed('');
    if (readAt < agentStartedAt) continue;
    const name = `${instance} ${seq} ${readAt}`;
    if (isNumbered && readOnce.has(name)) continue;
    readOnce.add(name);
    of.readTimes.push(readAt);
  }
  return { byService: arrived, oldest };
}

/** By process: the number of its newest line. */
export const newestOf = ({ byService }: AllArrived): ReadonlyMap<string, number> =>
  new Map(
    [...byService.values()].flatMap(({ tally }) =>
      [...tally.instances].map(([instance, { max }]): [string, number] => [instance, max]),
    ),
  );
