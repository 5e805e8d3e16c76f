import type { Incident, TimelineEntry } from '@lab/contracts';

/** What may break a lab. A restart or a resume mends it, and load alone should break nothing. */
const FAULTS: readonly string[] = ['kill', 'pause', 'fault', 'experiment', 'deploy'];
/** Faults that follow each other faster than this are one: a service that is killed again and again. */
const SAME_FAULT_MS = 60_000;

/** A fault that was undone longer than this before the page is not what it is about. */
const AFTERMATH_MS = 120_000;

/**
 * When the fault began that the incident is about, as far as it was reported: the last one before the page, or the first of those that
 * led up to it without a pause. Not before the first alert: one that fired on when an earlier incident ended may be much older. A guess by
 * time alone, which a reader has to confirm.
 */
export const faultOf = ({
  timeline,
  receivedAt,
}: Pick<Incident, 'timeline' | 'receivedAt'>): TimelineEntry | undefined => {
  const before = timeline.filter(({ at }) => at <= receivedAt);
  const faults = before.filter((entry) => isFault(entry) && !isLongOver(entry, before, receivedAt));
  return faults.toReversed().find((fault, index, newestFirst) => {
    const previous = newestFirst[index + 1];
    return previous === undefined || Date.parse(fault.at) - Date.parse(previous.at) > SAME_FAULT_MS;
  });
};

const isFault = ({ event }: TimelineEntry): boolean => event !== undefined && FAULTS.includes(event.kind);

const isLongOver = (fault: TimelineEntry, before: readonly TimelineEntry[], pagedAt: string): boolean => {
  const end = before.find(
    ({ at, event }) => at >= fault.at && event?.kind === 'resume' && event.service === fault.event?.service,
  );
  return end !== undefined && Date.parse(pagedAt) - Date.parse(end.at) > AFTERMATH_MS;
};

/** Seconds; null where it is not known, or has not happened. */
export interface Durations {
  /** From the start of the fault to the page. */
  readonly detect: number | null;
  /** The others are from the page on. */
  readonly acknowledge: number | null;
  readonly mitigate: number | null;
  /** Until no alert fired any more. */
  readonly quiet: number | null;
  readonly resolve: number | null;
}

export const durationsOf = (incident: Incident): Durations => {
  const { receivedAt, acknowledgedAt, mitigatedAt, alertsResolvedAt, resolvedAt } = incident;
  return {
    detect: seconds(faultOf(incident)?.at, receivedAt),
    acknowledge: seconds(receivedAt, acknowledgedAt),
    mitigate: seconds(receivedAt, mitigatedAt),
    quiet: seconds(receivedAt, alertsResolvedAt),
    resolve: seconds(receivedAt, resolvedAt),
  };
};

const seconds = (from: string | undefined, to: string | undefined): number | null =>
  from === undefined || to === undefined ? null : Math.max(0, Date.parse(to) - Date.parse(from)) / 1000;
