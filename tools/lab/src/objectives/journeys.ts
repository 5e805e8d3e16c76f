import { OBJECTIVES } from '@lab/contracts';
import type { Fault } from '../faults/fault.ts';
import { pieceMissing } from '../faults/missing-piece.ts';
import { pulsed } from '../faults/pulsed.ts';
import { type FaultTarget, frozen } from '../faults/service-faults.ts';
import { PLACE_ORDER, type RequestLine } from '../k6/request-line.ts';
import type { StoreUrls } from '../stores/addresses.ts';

/** What an objective is broken in. */
export interface Subject {
  readonly target: FaultTarget;
  readonly stores: Pick<StoreUrls, 'redis'>;
}

/** What clients of a load can tell of an objective, request by request. */
export interface Clients {
  /** Whether a request counts for the objective. */
  readonly isEvent: (line: RequestLine) => boolean;
  /** Whether it was a bad one. Absent where a client cannot tell: every event since the fault began is bad. */
  readonly isBad?: (line: RequestLine) => boolean;
}

/** How an objective is broken on purpose, and who notices. */
export interface Journey {
  readonly fault: (subject: Subject) => Fault;
  /** Absent where the prober is the only client: its counters are the objective's events. */
  readonly clients?: Clients;
}

const isFailed = ({ status }: RequestLine): boolean => status === 0 || status >= 500;
const isPlaced = ({ name, status }: RequestLine): boolean =>
  name === PLACE_ORDER && status < 300 && status > 0;

/** By the objective's name in prometheus/slo. */
export const JOURNEYS: Readonly<Record<string, Journey>> = {
  'placing-orders-availability': {
    fault: ({ target }) => frozen(target, 'orders'),
    clients: { isEvent: ({ name }) => name === PLACE_ORDER, isBad: isFailed },
  },
  'placing-orders-latency': {
    // Long enough that an order is late, short enough that no deadline is met.
    fault: ({ target }) => pulsed(frozen(target, 'postgres'), { onMs: 700, offMs: 300 }),
    clients: { isEvent: isPlaced, isBad: ({ ms }) => ms > OBJECTIVES.acceptSeconds * 1000 },
  },
  'reading-availability': {
    fault: ({ target }) => frozen(target, 'orders'),
    clients: { isEvent: ({ method }) => method === 'GET', isBad: isFailed },
  },
  'settling-latency': {
    fault: ({ target }) => frozen(target, 'inventory'),
    clients: { isEvent: isPlaced },
  },
  // The gateway, because its own counters stand still then, and no other objective sees it.
  'black-box-availability': { fault: ({ target }) => frozen(target, 'gateway') },
  'trace-freshness': { fault: ({ target }) => frozen(target, 'jaeger') },
  'log-freshness': { fault: ({ target }) => frozen(target, 'loki') },
  'no-order-lost': { fault: ({ stores }) => pieceMissing(stores) },
};
