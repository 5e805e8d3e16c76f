import type { Incident, TimelineEntry } from '@lab/contracts';
import { MAX_TIMELINE } from './state';

/**
 * The incident with these entries in its timeline, each where its time belongs: an event may be reported late. What does not fit is
 * counted, except the end: how an incident was resolved must not be missing.
 */
export const withTimeline = (incident: Incident, entries: readonly TimelineEntry[]): Incident => {
  const timeline = [...incident.timeline];
  let { timelineOmitted } = incident;
  for (const entry of entries) {
    if (timeline.length >= MAX_TIMELINE && entry.kind !== 'resolved') timelineOmitted += 1;
    else timeline.splice(timeline.findLastIndex(({ at }) => at <= entry.at) + 1, 0, entry);
  }
  return { ...incident, timeline, timelineOmitted };
};
