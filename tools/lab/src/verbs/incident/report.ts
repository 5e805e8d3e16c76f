import type { Incident, IncidentPage, TimelineEntry } from '@lab/contracts';
import { printable, table } from '../../report/table.ts';

const MS_PER_SECOND = 1000;

export const describeIncidents = ({ items, next }: IncidentPage): string[] => {
  if (items.length === 0) return ['no incidents'];
  const rows = items.map((incident) => [
    String(incident.id),
    incident.state,
    incident.severity ?? '-',
    incident.receivedAt,
    `${incident.firing} of ${incident.alertCount}`,
    incident.title,
  ]);
  return [
    ...table(['ID', 'STATE', 'SEVERITY', 'PAGED AT', 'FIRING', 'TITLE'], rows),
    ...(next === undefined ? [] : ['older ones are not shown; see --limit']),
  ];
};

/** Head, times with how long each took since the page, and the timeline. */
export const describeIncident = (incident: Incident): string[] => {
  const { id, state, severity, title, escalations, timeline, timelineOmitted, alerts } = incident;
  const firing = alerts.filter(({ status }) => status === 'firing').length;
  return [
    printable(`incident ${id}: ${title}`),
    `state     ${state}${escalations > 0 ? `, escalated ${escalations} times` : ''}`,
    `severity  ${printable(severity ?? '-')}`,
    `alerts    ${firing} of ${alerts.length} firing`,
    '',
    ...table(['TIME', 'AT', 'SINCE THE PAGE'], timesOf(incident)),
    '',
    ...table(['TIMELINE', 'KIND', 'BY', 'TEXT'], timeline.map(rowOf)),
    ...(timelineOmitted > 0 ? [`${timelineOmitted} entries did not fit`] : []),
  ];
};

const timesOf = (incident: Incident): string[][] => {
  const { startsAt, receivedAt, acknowledgedAt, mitigatedAt, alertsResolvedAt, resolvedAt } = incident;
  const times = {
    'alert fired': startsAt,
    paged: receivedAt,
    acknowledged: acknowledgedAt,
    mitigated: mitigatedAt,
  };
  return Object.entries({ ...times, 'alerts resolved': alertsResolvedAt, resolved: resolvedAt }).flatMap(
    ([name, at]) => (at === undefined ? [] : [[name, at, since(receivedAt, at)]]),
  );
};

const since = (from: string, to: string): string =>
  `${((Date.parse(to) - Date.parse(from)) / MS_PER_SECOND).toFixed(0)} s`;

const rowOf = ({ at, kind, by = '-', text = '', event }: TimelineEntry): string[] => {
  const what = event === undefined ? kind : [event.kind, event.service].filter(Boolean).join(' ');
  return [at, what, by, text];
};
