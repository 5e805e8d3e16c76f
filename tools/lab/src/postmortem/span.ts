import type { Incident } from '@lab/contracts';
import { faultOf } from './durations.ts';

/** A time, in milliseconds since 1970. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export const secondsOf = ({ from, to }: Span): number => Math.max(1, Math.ceil((to - from) / 1000));

/** How long before its first alert an incident may have begun, where nobody reported a fault: the windows of a page are as long. */
const LEAD_MS = 120_000;

/** From the start of the fault to the end of the incident, or until now. */
export const spanOf = (incident: Incident, now: number): Span => {
  const fault = faultOf(incident);
  return {
    from: fault === undefined ? Date.parse(incident.startsAt) - LEAD_MS : Date.parse(fault.at),
    to: incident.resolvedAt === undefined ? now : Math.min(now, Date.parse(incident.resolvedAt)),
  };
};

const LEAST_MARGIN_MS = 60_000;

/** With some time before and after, so that a reader sees how it was when nothing was wrong. */
export const graphSpanOf = ({ from, to }: Span, now: number): Span => {
  const margin = Math.max(LEAST_MARGIN_MS, (to - from) * 0.15);
  return { from: from - margin, to: Math.min(now, to + margin) };
};

const SCRAPE_MS = 5_000;
const MOST_POINTS = 200;

/** A multiple of the scrape interval, so that a graph has enough points and no more. */
export const stepOf = ({ from, to }: Span): number =>
  Math.max(1, Math.ceil((to - from) / MOST_POINTS / SCRAPE_MS)) * SCRAPE_MS;

/** Whether the two have a moment in common. */
export const overlaps = (a: Span, b: Span): boolean => a.from <= b.to && b.from <= a.to;
