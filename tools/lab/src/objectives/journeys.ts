import { OBJECTIVES } from '@lab/contracts';
import type { Fault } from '../faults/fault.ts';
import { pulsed } from '../faults/pulsed.ts';
import { type FaultTarget, frozen } from '../faults/service-faults.ts';
import { PLACE_ORDER, type RequestLine } from '../k6/request-line.ts';

/** How an objective is broken on purpose, and how its clients notice. */
export interface Journey {
  readonly fault: (target: FaultTarget) => Fault;
  /** Whether a request counts for the objective. */
  readonly isEvent: (line: RequestLine) => boolean;
  /** Whether it was a bad one. Absent where a client cannot tell: every event since the fault began is bad. */
  readonly isBad?: (line: RequestLine) => boolean;
}

const isFailed = ({ status }: RequestLine): boolean => status === 0 || status >= 500;
const isPlaced = ({ name, status }: RequestLine): boolean =>
  name === PLACE_ORDER && status < 300 && status > 0;

/** By the objective's name in prometheus/slo. */
export const JOURNEYS: Readonly<Record<string, Journey>> = {
  'placing-orders-availability': {
    fault: (target) => frozen(target, 'orders'),
    isEvent: ({ name }) => name === PLACE_ORDER,
    isBad: isFailed,
  },
  'placing-orders-latency': {
    // Long enough that an order is late, short enough that no deadline is met.
    fault: (target) => pulsed(frozen(target, 'postgres'), { onMs: 700, offMs: 300 }),
    isEvent: isPlaced,
    isBad: ({ ms }) => ms > OBJECTIVES.acceptSeconds * 1000,
  },
  'reading-availability': {
    fault: (target) => frozen(target, 'orders'),
    isEvent: ({ method }) => method === 'GET',
    isBad: isFailed,
  },
  'settling-latency': {
    fault: (target) => frozen(target, 'inventory'),
    isEvent: isPlaced,
  },
};
