import type { JaegerSpan, JaegerTrace } from '../jaeger-trace.ts';

/** A span in one line: id, parent (`-` for none), service, kind, start and end in milliseconds. */
type Row = readonly [id: string, parent: string, service: string, kind: string, from: number, to: number];

/** A trace as Jaeger answers it. */
export function jaegerTrace(...rows: readonly Row[]): JaegerTrace {
  const spans = rows.map(([id, parent, service, kind, from, to]): JaegerSpan => ({
    spanID: id,
    operationName: id,
    processID: service,
    startTime: from * 1000,
    duration: (to - from) * 1000,
    references: parent === '-' ? [] : [{ refType: 'CHILD_OF', spanID: parent }],
    tags: [{ key: 'span.kind', value: kind }],
    logs: [],
  }));
  const services = new Set(rows.map(([, , service]) => service));
  const processes = Object.fromEntries(
    [...services].map((serviceName) => [serviceName, { serviceName, tags: [] }]),
  );
  return { traceID: 'abc', spans, processes };
}

/** An order: the client has its answer after 8 ms, the order settles at 43 ms. */
export const ORDER = jaegerTrace(
  ['POST', '-', 'k6', 'client', 0, 8],
  ['gateway', 'POST', 'gateway', 'server', 0, 7.5],
  ['call', 'gateway', 'gateway', 'client', 2, 7],
  ['orders', 'call', 'orders', 'server', 3, 6.5],
  ['insert', 'orders', 'orders', 'client', 4, 5.5],
  ['send placed', 'orders', 'orders', 'producer', 32, 34],
  ['process placed', 'send placed', 'inventory', 'consumer', 35, 40],
  ['reserve', 'process placed', 'inventory', 'client', 35, 37],
  ['send reserved', 'process placed', 'inventory', 'producer', 37, 39],
  ['process reserved', 'send reserved', 'orders', 'consumer', 40, 43],
  ['update', 'process reserved', 'orders', 'client', 41, 43],
);
