import type { ActOnIncident, Incident, IncidentAction } from '@lab/contracts';
import type { FactOf } from '../journal/fact';
import type { Decision } from '../desk/decision';
import { IncidentNotFound, IncidentResolved, TimelineFull } from './incident.errors';
import { isOpen, MAX_TIMELINE, type State } from './state';

type Advance = Exclude<IncidentAction, 'note'>;

/** The states in which an action has nothing left to do: repeating it is no error. */
const DONE_IN = {
  ack: ['acknowledged', 'mitigated'],
  mitigate: ['mitigated'],
  resolve: ['resolved'],
} as const satisfies Record<Advance, readonly Incident['state'][]>;

const FACT = { ack: 'acknowledged', mitigate: 'mitigated', resolve: 'resolved' } as const satisfies Record<
  Advance,
  FactOf<'acknowledged' | 'mitigated' | 'resolved'>['type']
>;

export interface Act {
  readonly id: number;
  readonly action: IncidentAction;
  readonly body: ActOnIncident;
}

/** What a person does; whoever does it twice gets the incident as it is. */
export const decideAction = (state: State, { id, action, body }: Act): Decision<Incident> => {
  const incident = incidentOf(state, id);
  const answer = (after: State): Incident => incidentOf(after, id);
  if (action === 'note') {
    if (incident.timeline.length >= MAX_TIMELINE) throw new TimelineFull(id);
    return { facts: [{ type: 'noted', incident: id, ...body }], answer };
  }
  if (DONE_IN[action].some((done) => done === incident.state)) return { facts: [], answer };
  if (!isOpen(incident)) throw new IncidentResolved(id, incident.resolvedAt);
  return { facts: [{ type: FACT[action], incident: id, ...body }], answer };
};

export const incidentOf = ({ incidents }: State, id: number): Incident => {
  const incident = incidents.get(id);
  if (incident === undefined) throw new IncidentNotFound(id);
  return incident;
};
