import type { FaultKey } from './fault-key.ts';

const PROCESS = { service: 'inventory', name: 'process inventory.orders' } as const;

/** Faults in the code of inventory. */
export const INVENTORY_KEYS = {
  'lock-contention': {
    service: 'inventory',
    operation: PROCESS.name,
    cause: 'lock contention',
    what: 'Orders of every fourth product wait for one lock in Redis. Nobody gives it back: it ends with its lease. The seed chooses the products.',
    unit: 'milliseconds of the lease',
    amounts: { low: 40, medium: 80, high: 130 },
    sign: {
      shows: 'SET stock:lock of inventory for each message that it processes',
      measure: {
        of: 'ratio',
        spans: { service: 'inventory', name: 'SET stock:lock' },
        per: PROCESS,
      },
      moves: 'up',
      times: 1,
      by: 0.1,
    },
  },
  'slow-consumer': {
    service: 'inventory',
    operation: PROCESS.name,
    cause: 'slow consumer',
    what: 'inventory derives a key for each order it reserves for (pbkdf2 in the thread pool): its event loop is free, its messages are late.',
    unit: 'iterations',
    amounts: { low: 5_000, medium: 15_000, high: 40_000 },
    sign: {
      shows: 'p95 of process inventory.orders, ms',
      measure: { of: 'p95', ...PROCESS },
      moves: 'up',
      times: 1.5,
      by: 10,
    },
  },
  'prefetch-one': {
    service: 'inventory',
    operation: PROCESS.name,
    cause: 'consumer concurrency',
    what: 'inventory takes so few messages at once that they wait in RabbitMQ while it waits for Redis and RabbitMQ.',
    unit: 'messages at once',
    amounts: { low: 4, medium: 2, high: 1 },
    sign: {
      shows: 'how long a message waits between send and process, p95, ms',
      measure: { of: 'lag', ...PROCESS },
      moves: 'up',
      times: 1.5,
      by: 3,
    },
    rate: 60,
  },
  'memory-leak': {
    service: 'inventory',
    operation: PROCESS.name,
    cause: 'memory leak',
    what: 'inventory keeps objects for each order for ever, up to 60 % of its heap: the garbage collector works more and more.',
    unit: 'objects for each order',
    amounts: { low: 2_000, medium: 6_000, high: 15_000 },
    sign: {
      shows: 'heap of inventory, bytes',
      measure: {
        of: 'metric',
        expression: 'max(max_over_time(nodejs_heap_size_used_bytes{job="inventory"}[$window]))',
      },
      moves: 'up',
      times: 1.2,
      by: 10_000_000,
    },
  },
  'excessive-logging': {
    service: 'inventory',
    operation: PROCESS.name,
    cause: 'log volume',
    what: 'inventory logs every step of every line of an order.',
    unit: 'lines for each order',
    amounts: { low: 20, medium: 60, high: 200 },
    sign: {
      shows: 'log lines of inventory a second',
      measure: { of: 'metric', expression: 'sum(rate(lab_log_lines_total{service="inventory"}[$window]))' },
      moves: 'up',
      times: 3,
      by: 20,
    },
  },
  'early-ack': {
    service: 'inventory',
    operation: PROCESS.name,
    cause: 'acknowledged before the work',
    what: 'inventory acknowledges an order and reserves for it later. A crash in between loses the order, and the audit finds it.',
    unit: 'milliseconds between the acknowledgement and the work',
    amounts: { low: 250, medium: 500, high: 1_000 },
    sign: {
      shows: 'how long after the end of its message EVALSHA reserve starts, p95, ms',
      measure: { of: 'lag', service: 'inventory', name: 'EVALSHA reserve' },
      moves: 'up',
      times: 1,
      by: 100,
    },
    losesOrders: true,
  },
} as const satisfies Record<string, FaultKey>;
