import type { EventAttached, LabEvent, ReportEvent } from '@lab/contracts';
import { InvalidInput } from '@lab/contracts';
import { Injectable } from '@nestjs/common';
import { Desk } from '../desk/desk';
import type { Decision } from '../desk/decision';
import { belongs } from '../incident/reduce';

/** How far ahead of ours the clock of whoever reports may be. */
const AHEAD_MS = 60_000;

@Injectable()
export class EventService {
  constructor(private readonly desk: Desk) {}

  report(report: ReportEvent): Promise<EventAttached> {
    return this.desk.decide((_, now) => decideEvent(report, now));
  }
}

export const decideEvent = ({ at, ...report }: ReportEvent, now: Date): Decision<EventAttached> => {
  if (at !== undefined && Date.parse(at) > now.getTime() + AHEAD_MS)
    throw new InvalidInput([{ field: 'at', message: 'must not be in the future' }]);
  const event: LabEvent = { ...report, at: at ?? now.toISOString() };
  return {
    facts: [{ type: 'happened', event }],
    answer: ({ incidents }) => ({
      incidents: [...incidents.values()].filter((incident) => belongs(event, incident)).map(({ id }) => id),
    }),
  };
};
