import type { FaultKey } from './fault-key.ts';

const READ = { service: 'orders', name: 'SELECT orders', under: 'GET /orders/:id' } as const;
const ACCEPT = { service: 'orders', name: 'INSERT orders outbox' } as const;
const LIST = { service: 'orders', name: 'GET /orders', kind: 'server' } as const;

/** Faults in the code of orders. */
export const ORDERS_KEYS = {
  'missing-index': {
    service: 'orders',
    operation: READ.under,
    cause: 'slow query',
    what: 'Reading an order also looks for a hold on it, in a table without an index: Postgres scans all of it each time.',
    unit: 'thousand rows',
    amounts: { low: 60, medium: 200, high: 600 },
    sign: {
      shows: 'p95 of SELECT orders below GET /orders/:id, ms',
      measure: { of: 'p95', ...READ },
      moves: 'up',
      times: 2,
      by: 3,
    },
  },
  'n-plus-one': {
    service: 'orders',
    operation: LIST.name,
    cause: 'query count',
    what: 'After a page of orders, orders reads each order of it again by a statement of its own.',
    unit: 'additional statements for each page',
    amounts: { low: 5, medium: 10, high: 20 },
    sign: {
      shows: 'SELECT orders for each GET /orders that orders serves',
      measure: { of: 'ratio', spans: { ...READ, under: LIST.name }, per: LIST },
      moves: 'up',
      times: 2,
      by: 2,
    },
  },
  'pool-too-small': {
    service: 'orders',
    operation: 'POST /orders',
    cause: 'connection pool',
    what: "orders' pool for requests has fewer connections than the 10 that it needs under load: requests wait for one.",
    unit: 'connections',
    amounts: { low: 3, medium: 2, high: 1 },
    sign: {
      shows: "connections that orders' pool for requests may have",
      measure: {
        of: 'metric',
        expression:
          'min(min_over_time((sum(lab_pool_connections{job="orders",pool="requests"}))[$window:1s]))',
      },
      moves: 'down',
      times: 0.5,
      by: 5,
    },
  },
  'connection-per-query': {
    service: 'orders',
    operation: 'POST /orders',
    cause: 'connection churn',
    what: 'orders closes a connection to Postgres after a few statements, and opens another one.',
    unit: 'statements that a connection serves',
    amounts: { low: 5, medium: 2, high: 1 },
    sign: {
      shows: 'p95 of INSERT orders outbox, ms',
      measure: { of: 'p95', ...ACCEPT },
      moves: 'up',
      times: 1.5,
      by: 3,
    },
  },
  'slow-dns': {
    service: 'orders',
    operation: 'POST /orders',
    cause: 'name resolution',
    what: 'Whenever orders opens a connection to Postgres, it asks a name server that does not answer first.',
    unit: 'milliseconds until it gives up on that name server',
    amounts: { low: 60, medium: 200, high: 600 },
    sign: {
      shows: 'p95 of INSERT orders outbox, ms',
      measure: { of: 'p95', ...ACCEPT },
      moves: 'up',
      times: 2,
      by: 30,
    },
  },
  'large-payloads': {
    service: 'orders',
    operation: LIST.name,
    cause: 'large answers',
    what: 'orders sends a long text with each order of a page, which gateway reads and throws away.',
    unit: 'kilobytes for each order of a page',
    amounts: { low: 20, medium: 60, high: 150 },
    sign: {
      shows: 'p95 of GET /orders that gateway serves, ms',
      measure: { of: 'p95', service: 'gateway', name: LIST.name, kind: 'server' },
      moves: 'up',
      times: 1.5,
      by: 4,
    },
  },
  'skipped-call': {
    service: 'orders',
    operation: 'POST /orders',
    cause: 'missing call',
    what: 'orders does not wake the outbox relay for some orders, so their messages wait until it looks by itself.',
    unit: 'percent of the orders',
    amounts: { low: 20, medium: 60, high: 100 },
    sign: {
      shows: 'how long a message waits in the outbox, p95, ms',
      measure: {
        of: 'attribute',
        service: 'orders',
        name: 'send orders.order-placed',
        attribute: 'lab.outbox.wait_ms',
      },
      moves: 'up',
      times: 2,
      by: 50,
    },
  },
} as const satisfies Record<string, FaultKey>;
