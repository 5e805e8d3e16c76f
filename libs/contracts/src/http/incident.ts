import { z } from 'zod';
import { UtcTime } from '../utc-time';

const Time = z.iso.datetime();
/** Who does something: a name, an address or a tool. */
const Person = z.string().trim().min(1).max(64);
const Text = z.string().trim().min(1).max(2_000);

/** In the order in which an incident passes through them. */
export const INCIDENT_STATES = ['open', 'acknowledged', 'mitigated', 'resolved'] as const;
export const IncidentState = z.enum(INCIDENT_STATES);
export type IncidentState = z.infer<typeof IncidentState>;

export const IncidentId = z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER);

/** The last that is known of an alert. Within an incident its fingerprint names it. */
export const IncidentAlert = z.object({
  fingerprint: z.string(),
  status: z.enum(['firing', 'resolved']),
  startsAt: Time.describe('of its last firing'),
  endsAt: Time.optional().describe('only when resolved'),
  labels: z.record(z.string(), z.string()),
  annotations: z.record(z.string(), z.string()),
  generatorURL: z.string(),
});
export type IncidentAlert = z.infer<typeof IncidentAlert>;

/** What else happened to the lab: evidence for the timelines of incidents. */
export const LabEvent = z.object({
  kind: z.enum(['kill', 'pause', 'resume', 'restart', 'deploy', 'load', 'experiment', 'fault', 'other']),
  service: z.string().trim().min(1).max(64).optional(),
  text: Text,
  at: Time,
});
export type LabEvent = z.infer<typeof LabEvent>;

/** Body of `POST /events`; without `at` it happened now. */
export const ReportEvent = z.strictObject({
  ...LabEvent.shape,
  at: UtcTime.optional(),
});
export type ReportEvent = z.infer<typeof ReportEvent>;

/** Answer to `POST /events`: the incidents that have it in their timelines by now. */
export const EventAttached = z.object({ incidents: z.array(z.number().int().positive()) });
export type EventAttached = z.infer<typeof EventAttached>;

/** One line of an incident's timeline, in the order in which things happened. */
export const TimelineEntry = z.object({
  at: Time,
  kind: z.enum([
    'alert_fired',
    'alert_resolved',
    'alerts_resolved',
    'escalated',
    'acknowledged',
    'note',
    'mitigated',
    'resolved',
    'event',
  ]),
  by: z.string().optional().describe('absent where nobody did it'),
  text: z.string().optional(),
  event: LabEvent.omit({ at: true, text: true }).optional().describe('only of kind event'),
});
export type TimelineEntry = z.infer<typeof TimelineEntry>;

const facts = {
  id: z.number().int().positive(),
  state: IncidentState,
  title: z.string(),
  severity: z.string().optional(),
  groupKey: z
    .string()
    .describe('of Alertmanager: pages with this key belong to the incident while it is open'),
  labels: z.record(z.string(), z.string()).describe('those that its alerts have in common'),
  startsAt: Time.describe('when the first alert began to fire'),
  receivedAt: Time.describe('when the first page arrived'),
  acknowledgedAt: Time.optional(),
  mitigatedAt: Time.optional(),
  alertsResolvedAt: Time.optional().describe('since when none of its alerts fires'),
  resolvedAt: Time.optional(),
  waitingSince: Time.optional().describe(
    'since the page or the last escalation, while it waits for somebody',
  ),
  escalations: z.number().int().nonnegative(),
};

/** An incident as a list shows it. */
export const IncidentSummary = z.object({ ...facts, firing: z.number().int(), alertCount: z.number().int() });
export type IncidentSummary = z.infer<typeof IncidentSummary>;

/** Answer to `GET /incidents/{id}` and to every action on it. */
export const Incident = z.object({
  ...facts,
  alerts: z.array(IncidentAlert),
  timeline: z.array(TimelineEntry),
  timelineOmitted: z.number().int().nonnegative().describe('entries that did not fit'),
});
export type Incident = z.infer<typeof Incident>;

/** Answer to `GET /incidents`, newest first; `next` is absent on the last page. */
export const IncidentPage = z.object({
  items: z.array(IncidentSummary),
  next: z.number().int().positive().optional().describe('the `before` of the next page'),
});
export type IncidentPage = z.infer<typeof IncidentPage>;

/** Query of `GET /incidents`. */
export const ListIncidents = z.strictObject({
  state: IncidentState.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  before: IncidentId.optional().describe('only incidents with a smaller id'),
});
export type ListIncidents = z.infer<typeof ListIncidents>;

/** What a person does to an incident. */
export type IncidentAction = 'ack' | 'note' | 'mitigate' | 'resolve';

/** Body of `POST /incidents/{id}/ack`, `…/mitigate` and `…/resolve`. */
export const ActOnIncident = z.strictObject({ by: Person, text: Text.optional() });
export type ActOnIncident = z.infer<typeof ActOnIncident>;

/** Body of `POST /incidents/{id}/note`. */
export const NoteOnIncident = z.strictObject({ by: Person, text: Text });
