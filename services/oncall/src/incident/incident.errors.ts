import { DomainError, Unavailable } from '@lab/contracts';
import { MAX_ALERTS, MAX_TIMELINE } from './state';

export class IncidentNotFound extends DomainError {
  readonly kind = 'not_found';
  readonly code = 'oncall.incident_not_found';

  constructor(id: number) {
    super(`there is no incident ${id}`, { id });
  }
}

export class IncidentResolved extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'oncall.incident_resolved';

  constructor(id: number, resolvedAt: string | undefined) {
    super(
      `incident ${id} was resolved at ${resolvedAt ?? 'an unknown time'}, which is final; only notes can be added`,
      {
        id,
      },
    );
  }
}

export class TimelineFull extends DomainError {
  readonly kind = 'conflict';
  readonly code = 'oncall.timeline_full';

  constructor(id: number) {
    super(`the timeline of incident ${id} has ${MAX_TIMELINE} entries, which is the limit`, { id });
  }
}

const RETRY_AFTER_SECONDS = 30;

/** Alertmanager sends the page again after this; a 4xx would make it drop the page. */
export const tooManyIncidents = (limit: number): Unavailable =>
  new Unavailable(
    'oncall.too_many_incidents',
    `${limit} incidents are open, which is the limit (ONCALL_MAX_OPEN_INCIDENTS)`,
    RETRY_AFTER_SECONDS,
  );

export const tooManyAlerts = (id: number): Unavailable =>
  new Unavailable(
    'oncall.too_many_alerts',
    `incident ${id} would have more than ${MAX_ALERTS} alerts, which is the limit`,
    RETRY_AFTER_SECONDS,
  );

export const journalFull = (bytes: number): Unavailable =>
  new Unavailable(
    'oncall.journal_full',
    `the journal has ${bytes} bytes, twice ONCALL_JOURNAL_MAX_BYTES, and open incidents need them all; resolve some`,
    RETRY_AFTER_SECONDS,
  );
