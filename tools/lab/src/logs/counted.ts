/** What :2021 said at one time. */
export interface CounterLook {
  /** When it was asked and when it had answered, in milliseconds since 1970. */
  readonly askedAt: number;
  readonly answeredAt: number;
  /** Lines, by service. */
  readonly lines: ReadonlyMap<string, number>;
}

/** What the log agent's counters on :2021 said, against what it had read by then since it started. */
export interface Counted {
  readonly service: string;
  readonly read: number;
  /** How many of them it read so shortly before that :2021 may not show them yet. */
  readonly recent: number;
  readonly counted: number;
}

/** The agents count in batches of up to a second; the page of :2021 is as old again. */
const COUNTED_WITHIN_MS = 2000;

/** A line more or less than was read is a wrong counter. */
export const isCounted = ({ read, recent, counted }: Counted): boolean =>
  counted >= read - recent && counted <= read;

/**
 * Compares looks at the counters, the newest first, with the records. Both carry the agent's times, so that a service that goes on
 * writing can be judged as well as one at rest. One look that agrees is enough: a counter that was late agrees with a later look, and a
 * record that was late agrees with an earlier one once it has arrived.
 */
export function compareCounters(
  service: string,
  readTimes: readonly number[],
  looks: readonly [CounterLook, ...CounterLook[]],
): Counted {
  const compare = ({ askedAt, answeredAt, lines }: CounterLook): Counted => {
    const read = readTimes.filter((at) => at <= answeredAt);
    const recent = read.filter((at) => at > askedAt - COUNTED_WITHIN_MS).length;
    return { service, read: read.length, recent, counted: lines.get(service) ?? 0 };
  };
  return looks.map(compare).find(isCounted) ?? compare(looks[0]);
}
