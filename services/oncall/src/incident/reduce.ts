import type { Incident, IncidentAlert, LabEvent, TimelineEntry } from '@lab/contracts';
import type { Entry, Fact, FactOf } from '../journal/fact';
import { EMPTY, EVENT_LEAD_MS, MAX_RECENT_EVENTS, type State } from './state';
import { withTimeline } from './timeline';

/** The state after one more fact. Pure: the same journal makes the same state, today and after a restart. */
export const reduce = (state: State, { at, fact }: Pick<Entry, 'at' | 'fact'>): State => {
  switch (fact.type) {
    case 'opened':
      return opened(state, fact, at);
    case 'happened':
      return happened(state, fact.event, at);
    case 'snapshot':
      return {
        nextId: fact.nextId,
        incidents: new Map(fact.incidents.map((incident) => [incident.id, incident])),
        events: fact.events,
      };
    default:
      return changed(state, fact.incident, (incident) => apply(incident, fact, at));
  }
};

export const replay = (entries: readonly Entry[]): State => entries.reduce(reduce, EMPTY);

const changed = (state: State, id: number, change: (incident: Incident) => Incident): State => {
  const incident = state.incidents.get(id);
  // A fact about an incident that compaction has dropped cannot be: its snapshot comes first. Ignoring it would hide a bug.
  if (incident === undefined)
    throw new Error(`the journal has a fact about incident ${id}, which it never opened`);
  return { ...state, incidents: new Map(state.incidents).set(id, change(incident)) };
};

const opened = (state: State, fact: FactOf<'opened'>, at: string): State => {
  const { incident: id, type: _, alerts, ...facts } = fact;
  const begin: Incident = {
    ...{ id, state: 'open', ...facts, receivedAt: at, waitingSince: at, escalations: 0 },
    startsAt: alerts.map(({ startsAt }) => startsAt).reduce(earlier, at),
    ...{ alerts: [], timeline: [], timelineOmitted: 0 },
  };
  const lead = state.events.filter((event) => belongs(event, begin)).map(eventEntry);
  const incident = withTimeline(paged(begin, alerts, at), lead);
  return { ...state, nextId: id + 1, incidents: new Map(state.incidents).set(id, incident) };
};

const happened = (state: State, event: LabEvent, at: string): State => {
  const oldest = new Date(Date.parse(at) - EVENT_LEAD_MS).toISOString();
  const events = [...state.events, event].filter((each) => each.at >= oldest).slice(-MAX_RECENT_EVENTS);
  const incidents = new Map(state.incidents);
  for (const incident of incidents.values())
    if (belongs(event, incident)) incidents.set(incident.id, withTimeline(incident, [eventEntry(event)]));
  return { ...state, events, incidents };
};

/** It happened while the incident was open, or shortly before. */
export const belongs = (event: LabEvent, { receivedAt, resolvedAt }: Incident): boolean =>
  Date.parse(event.at) >= Date.parse(receivedAt) - EVENT_LEAD_MS &&
  (resolvedAt === undefined || event.at <= resolvedAt);

const eventEntry = ({ at, text, ...event }: LabEvent): TimelineEntry => ({ at, kind: 'event', text, event });

type OfIncident = Exclude<Fact, { type: 'opened' | 'happened' | 'snapshot' }>;

const apply = (incident: Incident, fact: OfIncident, at: string): Incident => {
  switch (fact.type) {
    case 'paged':
      return paged(incident, fact.alerts, at);
    case 'escalated':
      return withTimeline({ ...incident, escalations: fact.level, waitingSince: at }, [
        { at, kind: 'escalated', text: `nobody acknowledged it; level ${fact.level}` },
      ]);
    case 'noted':
      return withTimeline(incident, [entryOf('note', fact, at)]);
    default:
      return advanced(incident, fact, at);
  }
};

type Advance = FactOf<'acknowledged' | 'mitigated' | 'resolved'>;

const TIME_OF = {
  acknowledged: 'acknowledgedAt',
  mitigated: 'mitigatedAt',
  resolved: 'resolvedAt',
} as const satisfies Record<Advance['type'], keyof Incident>;

/** What a person mitigates or resolves, that person has acknowledged. */
const advanced = (incident: Incident, fact: Advance, at: string): Incident => {
  const { waitingSince: _, ...rest } = incident;
  const acknowledgedAt = incident.acknowledgedAt ?? (fact.by === undefined ? undefined : at);
  return withTimeline(
    {
      ...rest,
      ...(acknowledgedAt !== undefined && { acknowledgedAt }),
      [TIME_OF[fact.type]]: at,
      state: fact.type,
    },
    [entryOf(fact.type, fact, at)],
  );
};

const entryOf = (
  kind: TimelineEntry['kind'],
  { by, text }: { by?: string | undefined; text?: string | undefined },
  at: string,
): TimelineEntry => ({ at, kind, ...(by !== undefined && { by }), ...(text !== undefined && { text }) });

/** Alerts that fire or are resolved, and what their incident is afterwards. */
const paged = (incident: Incident, changes: readonly IncidentAlert[], at: string): Incident => {
  const alerts = new Map([...incident.alerts, ...changes].map((alert) => [alert.fingerprint, alert]));
  const next = withTimeline(
    { ...incident, alerts: [...alerts.values()] },
    changes.map((alert) => alertEntry(alert, at)),
  );
  if ([...alerts.values()].every(({ status }) => status === 'resolved')) return quiet(next, at);
  return changes.some(({ status }) => status === 'firing') ? firing(next, at) : next;
};

const alertEntry = (
  { status, startsAt, endsAt = startsAt, ...alert }: IncidentAlert,
  at: string,
): TimelineEntry => ({
  at: status === 'firing' ? earlier(startsAt, at) : earlier(endsAt, at),
  kind: status === 'firing' ? 'alert_fired' : 'alert_resolved',
  text:
    [alert.labels['alertname'], alert.annotations['summary']].filter(Boolean).join(': ') || 'unnamed alert',
});

/** Alertmanager's clock may be ahead of ours. */
const earlier = (a: string, b: string): string => (a < b ? a : b);

/** It hurts, perhaps again: a mitigation that did not last is none, and an incident that nobody has acknowledged waits. */
const firing = (incident: Incident, at: string): Incident => {
  const { alertsResolvedAt, mitigatedAt: _, ...rest } = incident;
  if (incident.state === 'mitigated') return { ...rest, state: 'acknowledged' };
  const isWaitingAgain = incident.state === 'open' && alertsResolvedAt !== undefined;
  return { ...rest, ...(isWaitingAgain && { waitingSince: at }) };
};

/** Nothing hurts any more: nobody is called for it. */
const quiet = (incident: Incident, at: string): Incident => {
  const { waitingSince: _, ...rest } = incident;
  return withTimeline({ ...rest, alertsResolvedAt: at }, [
    { at, kind: 'alerts_resolved', text: 'no alert fires any more' },
  ]);
};
