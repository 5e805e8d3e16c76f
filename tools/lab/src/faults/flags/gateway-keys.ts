import type { FaultKey } from './fault-key.ts';

const LIST = { service: 'gateway', name: 'GET /orders', kind: 'server' } as const;
const PLACE = { service: 'gateway', name: 'POST /orders', kind: 'server' } as const;
const CATALOG = { service: 'gateway', name: 'GET /catalog', kind: 'server' } as const;

/** Faults in the code of gateway. */
export const GATEWAY_KEYS = {
  'chatty-calls': {
    service: 'gateway',
    operation: LIST.name,
    cause: 'sequential calls',
    what: 'After it has a page of orders, gateway reads each order of it again from orders, one call after the other.',
    unit: 'additional calls for each page',
    amounts: { low: 3, medium: 6, high: 12 },
    sign: {
      shows: 'calls GET /orders/:id of gateway for each GET /orders',
      measure: {
        of: 'ratio',
        spans: { service: 'gateway', name: 'GET /orders/:id', under: LIST.name },
        per: LIST,
      },
      moves: 'up',
      times: 1,
      by: 2,
    },
  },
  'retry-storm': {
    service: 'gateway',
    operation: PLACE.name,
    cause: 'retries',
    what: 'gateway gives up on a call to orders after 2 ms and sends it again at once. orders works on every one of them.',
    unit: 'attempts that are given up, for each order',
    amounts: { low: 2, medium: 5, high: 10 },
    sign: {
      shows: 'calls POST /orders of gateway for each POST /orders that it serves',
      measure: {
        of: 'ratio',
        spans: { service: 'gateway', name: PLACE.name, kind: 'client', under: PLACE.name },
        per: PLACE,
      },
      moves: 'up',
      times: 1.5,
      by: 1,
    },
  },
  'blocked-event-loop': {
    service: 'gateway',
    operation: PLACE.name,
    cause: 'blocked event loop',
    what: 'For each order gateway derives a key with a synchronous call (pbkdf2Sync), so every other request waits meanwhile.',
    unit: 'iterations',
    amounts: { low: 5_000, medium: 15_000, high: 40_000 },
    sign: {
      shows: 'event loop lag of gateway, p99, seconds',
      measure: {
        of: 'metric',
        expression: 'max(max_over_time(nodejs_eventloop_lag_p99_seconds{job="gateway"}[$window]))',
      },
      moves: 'up',
      times: 1.1,
      by: 0.005,
    },
  },
  'cache-stampede': {
    service: 'gateway',
    operation: CATALOG.name,
    cause: 'cache misses',
    what: "gateway's catalogue expires sooner, and then everybody who asks reads it from inventory, instead of one for all.",
    unit: 'milliseconds that a catalogue lives',
    amounts: { low: 250, medium: 50, high: 1 },
    sign: {
      shows: 'calls GET /stock of gateway for each GET /catalog that it serves',
      measure: {
        of: 'ratio',
        spans: { service: 'gateway', name: 'GET /stock', kind: 'client' },
        per: CATALOG,
      },
      moves: 'up',
      times: 1.3,
      by: 0.1,
    },
  },
  'early-return': {
    service: 'gateway',
    operation: LIST.name,
    cause: 'early return',
    what: 'gateway answers some requests for a page of orders with an empty page, without asking orders.',
    unit: 'percent of the pages',
    amounts: { low: 30, medium: 60, high: 100 },
    sign: {
      shows: 'calls GET /orders of gateway for each GET /orders that it serves',
      measure: {
        of: 'ratio',
        spans: { service: 'gateway', name: LIST.name, kind: 'client', under: LIST.name },
        per: LIST,
      },
      moves: 'down',
      times: 0.9,
      by: 0.1,
    },
  },
} as const satisfies Record<string, FaultKey>;
