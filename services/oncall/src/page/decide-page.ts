import type { Incident, IncidentAlert, Page, PageAccepted } from '@lab/contracts';
import { tooManyAlerts, tooManyIncidents } from '../incident/incident.errors';
import { MAX_ALERTS, openIncidentOf, openIncidents, type State } from '../incident/state';
import type { Decision } from '../desk/decision';

const MAX_TITLE = 200;

/** What a page changes: a group's firing alerts open an incident, later pages of the group change it until it is resolved. */
export const decidePage = (state: State, page: Page, maxOpen: number): Decision<PageAccepted> => {
  const alerts = page.alerts.map(toAlert);
  const open = openIncidentOf(state, page.groupKey);
  if (open !== undefined) return change(open, alerts);
  const firing = alerts.filter(({ status }) => status === 'firing');
  if (firing.length === 0) return concernPast(state, page.groupKey, alerts);
  if (openIncidents(state).length >= maxOpen) throw tooManyIncidents(maxOpen);
  return openFor(state, page, firing);
};

const openFor = ({ nextId }: State, page: Page, alerts: readonly IncidentAlert[]): Decision<PageAccepted> => {
  if (alerts.length > MAX_ALERTS) throw tooManyAlerts(nextId);
  const { severity } = page.commonLabels;
  const fact = {
    type: 'opened' as const,
    incident: nextId,
    groupKey: page.groupKey,
    title: titleOf(page, alerts),
    ...(severity !== undefined && { severity }),
    labels: page.commonLabels,
    alerts: [...alerts],
  };
  return { facts: [fact], answer: () => ({ outcome: 'opened', incident: nextId }) };
};

const change = (incident: Incident, alerts: readonly IncidentAlert[]): Decision<PageAccepted> => {
  const news = newsIn(incident, alerts);
  const { id } = incident;
  if (news.length === 0) return { facts: [], answer: () => ({ outcome: 'repeated', incident: id }) };
  const fingerprints = new Set([...incident.alerts, ...news].map(({ fingerprint }) => fingerprint));
  if (fingerprints.size > MAX_ALERTS) throw tooManyAlerts(id);
  return {
    facts: [{ type: 'paged', incident: id, alerts: news }],
    answer: () => ({ outcome: 'changed', incident: id }),
  };
};

/** Only resolved alerts, and no incident is open: they end what an incident that a person resolved still has firing. */
const concernPast = (
  { incidents }: State,
  groupKey: string,
  alerts: readonly IncidentAlert[],
): Decision<PageAccepted> => {
  const last = [...incidents.values()].findLast((incident) => incident.groupKey === groupKey);
  const known = new Set(last?.alerts.map(({ fingerprint }) => fingerprint));
  const theirs = alerts.filter(({ fingerprint }) => known.has(fingerprint));
  if (last === undefined || theirs.length === 0) return { facts: [], answer: () => ({ outcome: 'ignored' }) };
  return change(last, theirs);
};

/** The alerts that say something new; Alertmanager repeats a group for as long as it fires, and sends again what was not answered. */
const newsIn = (incident: Incident, alerts: readonly IncidentAlert[]): IncidentAlert[] => {
  const known = new Map(incident.alerts.map((alert) => [alert.fingerprint, alert]));
  return alerts.filter((alert) => {
    const last = known.get(alert.fingerprint);
    if (last !== undefined && !isNews(last, alert)) return false;
    known.set(alert.fingerprint, alert);
    return true;
  });
};

/** A firing that began later, or the end of the one that is known. The start alone does not tell: Alertmanager may move it back. */
const isNews = (last: IncidentAlert, alert: IncidentAlert): boolean =>
  alert.status === 'resolved' && last.status === 'firing'
    ? (alert.endsAt ?? alert.startsAt) > last.startsAt
    : alert.startsAt > last.startsAt;

const toAlert = ({ endsAt, ...alert }: Page['alerts'][number]): IncidentAlert => ({
  ...alert,
  ...(alert.status === 'resolved' && { endsAt }),
});

/** What the first alert says, and how many different things are said beside it. */
const titleOf = ({ commonAnnotations, groupKey }: Page, alerts: readonly IncidentAlert[]): string => {
  const texts = alerts.map(({ labels, annotations }) => annotations['summary'] || labels['alertname']);
  const [first = groupKey, ...others] = new Set(texts.filter((text) => text !== undefined));
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  return cut(commonAnnotations['summary'] || first, MAX_TITLE - more.length) + more;
};

const cut = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length - 1).toWellFormed()}…`;
