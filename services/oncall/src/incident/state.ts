import type { Incident, LabEvent } from '@lab/contracts';

/** All that is known, made of the journal's facts alone. */
export interface State {
  readonly nextId: number;
  /** By id, oldest first. */
  readonly incidents: ReadonlyMap<number, Incident>;
  /** Of the last minutes, for incidents that open soon after. */
  readonly events: readonly LabEvent[];
}

export const EMPTY: State = { nextId: 1, incidents: new Map(), events: [] };

/** How long before an incident an event still belongs to its timeline: a fault takes minutes to page. */
export const EVENT_LEAD_MS = 15 * 60_000;
/** Recent events that are kept for incidents to come. */
export const MAX_RECENT_EVENTS = 200;
/** Lines of one timeline; further ones are counted. Notes are refused instead. */
export const MAX_TIMELINE = 1_000;
/** Different alerts of one incident; a page with more of them is refused, and Alertmanager sends it again. */
export const MAX_ALERTS = 500;

/** The incident that pages of this group belong to now. */
export const openIncidentOf = ({ incidents }: State, groupKey: string): Incident | undefined =>
  [...incidents.values()].findLast((incident) => incident.groupKey === groupKey && isOpen(incident));

export const isOpen = ({ state }: Incident): boolean => state !== 'resolved';

export const openIncidents = ({ incidents }: State): Incident[] => [...incidents.values()].filter(isOpen);
