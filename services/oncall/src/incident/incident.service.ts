import type { Incident, IncidentPage, IncidentSummary, ListIncidents } from '@lab/contracts';
import { Injectable } from '@nestjs/common';
import { Desk } from '../desk/desk';
import { type Act, decideAction, incidentOf } from './decide-action';

@Injectable()
export class IncidentService {
  constructor(private readonly desk: Desk) {}

  list({ state, limit, before = Infinity }: ListIncidents): IncidentPage {
    const found = [...this.desk.state.incidents.values()]
      .filter((incident) => incident.id < before && (state === undefined || incident.state === state))
      .reverse();
    const items = found.slice(0, limit).map(summaryOf);
    const last = items.at(-1);
    return { items, ...(found.length > limit && last && { next: last.id }) };
  }

  get(id: number): Incident {
    return incidentOf(this.desk.state, id);
  }

  act(act: Act): Promise<Incident> {
    return this.desk.decide((state) => decideAction(state, act));
  }
}

const summaryOf = ({ alerts, timeline: _, timelineOmitted: __, ...facts }: Incident): IncidentSummary => ({
  ...facts,
  firing: alerts.filter(({ status }) => status === 'firing').length,
  alertCount: alerts.length,
});
