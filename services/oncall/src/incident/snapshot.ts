import type { FactOf } from '../journal/fact';
import { isOpen, type State } from './state';

/**
 * The state in one fact: every open incident, and of the resolved ones the newest that fit into half of the limit, so that the next
 * compaction is far away.
 */
export const snapshotOf = ({ nextId, incidents, events }: State, maxBytes: number): FactOf<'snapshot'> => {
  let left = maxBytes / 2;
  const kept = [...incidents.values()]
    .reverse()
    .filter((incident) => {
      left -= Buffer.byteLength(JSON.stringify(incident)) + 1;
      return left >= 0 || isOpen(incident);
    })
    .reverse();
  return { type: 'snapshot', nextId, incidents: kept, events: [...events] };
};
