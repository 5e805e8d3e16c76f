import type { Incident, IncidentAlert } from '@lab/contracts';

const MOST_NAMES = 5;

/**
 * What the incident is about, in the words of its alerts. Alertmanager's group has a common summary only where all of its alerts say
 * the same; the pages of an objective differ by their windows.
 */
export const headlineOf = ({ title, alerts }: Pick<Incident, 'title' | 'alerts'>): string => {
  const objectives = namesOf(
    alerts.filter(isOfObjective).map((alert) => summaryOf(alert).split(': ')[0] ?? ''),
  );
  if (objectives === '') return title;
  const others = namesOf(alerts.filter((alert) => !isOfObjective(alert)).map(summaryOf));
  return `${others === '' ? '' : `${others}; `}objective missed: ${objectives}`;
};

const isOfObjective = ({ labels }: IncidentAlert): boolean => labels['sloth_slo'] !== undefined;

const summaryOf = ({ labels, annotations }: IncidentAlert): string =>
  annotations['summary'] || (labels['sloth_slo'] ?? labels['alertname'] ?? 'unnamed alert');

const namesOf = (names: readonly string[]): string => {
  const distinct = [...new Set(names)];
  const more = distinct.length > MOST_NAMES ? ` and ${distinct.length - MOST_NAMES} more` : '';
  return distinct.slice(0, MOST_NAMES).join(', ') + more;
};
