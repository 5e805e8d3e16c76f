import type { Incident } from '@lab/contracts';
import type { Fact } from '../journal/fact';
import { openIncidents, type State } from './state';

export interface Terms {
  readonly ONCALL_ESCALATE_AFTER_MS: number;
  readonly ONCALL_MAX_ESCALATIONS: number;
  readonly ONCALL_RESOLVE_AFTER_MS: number;
}

/** What time alone brings: escalations, and incidents whose alerts have been resolved for long enough. */
export const decideSweep = (state: State, terms: Terms, now: Date): Fact[] =>
  openIncidents(state).flatMap((incident): Fact[] => {
    const { id, escalations } = incident;
    if (isPast(incident.alertsResolvedAt, terms.ONCALL_RESOLVE_AFTER_MS, now))
      return [{ type: 'resolved', incident: id }];
    return isDue(incident, terms, now) ? [{ type: 'escalated', incident: id, level: escalations + 1 }] : [];
  });

const isDue = ({ waitingSince, escalations }: Incident, terms: Terms, now: Date): boolean =>
  escalations < terms.ONCALL_MAX_ESCALATIONS && isPast(waitingSince, terms.ONCALL_ESCALATE_AFTER_MS, now);

const isPast = (since: string | undefined, afterMs: number, now: Date): boolean =>
  since !== undefined && now.getTime() - Date.parse(since) >= afterMs;
