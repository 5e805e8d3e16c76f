import { type JaegerTrace, readTrace, type Trace } from '@lab/analysis';
import type { Cell, Labels, Table } from './frame.ts';

/** One series of an answer of Prometheus: of a range its `values`, of an instant its `value`. */
export interface Sampled {
  readonly metric: Labels;
  readonly values?: readonly (readonly [number, string])[];
  readonly value?: readonly [number, string];
}

/** An instant answer as Grafana lays it out: Time, a column for each label, and Value (told apart by query when merged). */
export function instantTable(all: readonly Sampled[], refId: string): Table {
  const labels = [...new Set(all.flatMap(({ metric }) => Object.keys(metric)))].sort();
  const last = (row: Sampled) => row.value ?? row.values?.at(-1);
  const column = (name: string, cell: (row: Sampled) => Cell) => ({ name, cells: all.map(cell) });
  return {
    refId,
    columns: [
      column('Time', (row) => (last(row)?.[0] ?? 0) * 1000),
      ...labels.map((label) => column(label, ({ metric }) => metric[label] ?? '')),
      column('Value', (row) => Number(last(row)?.[1] ?? NaN)),
    ],
  };
}

/** Traces found by a search, the newest first, with the columns of Grafana's Jaeger data source. */
export function traceTable(found: readonly JaegerTrace[], refId: string): Table {
  const traces = found
    .map((json) => readTrace(json))
    .filter((trace): trace is Trace => trace !== undefined)
    .sort((a, b) => b.startUs - a.startUs);
  const column = (name: string, cell: (trace: Trace) => Cell) => ({ name, cells: traces.map(cell) });
  return {
    refId,
    columns: [
      column('Trace ID', ({ id }) => id),
      column('Trace name', ({ roots: [root] }) => (root ? `${root.service}: ${root.name}` : '')),
      column('Start time', ({ startUs }) => startUs / 1000),
      column('Duration', ({ startUs, endUs }) => endUs - startUs),
    ],
  };
}
