export type Labels = Readonly<Record<string, string>>;

/** Milliseconds since 1970, and the value; null where there is none. */
export type Point = readonly [timeMs: number, value: number | null];

export interface Series {
  readonly refId: string;
  /** What is read in the legend. */
  readonly name: string;
  readonly labels: Labels;
  readonly points: readonly Point[];
}

export type Cell = string | number | null;

export interface Column {
  readonly name: string;
  /** What it was called before a transformation renamed it: overrides and links go by either. */
  readonly origin?: string;
  readonly cells: readonly Cell[];
}

/** What one query answers in a table panel. */
export interface Table {
  readonly refId: string;
  readonly columns: readonly Column[];
}

export interface LogEntry {
  readonly timeMs: number;
  /** With nanoseconds, as Loki orders them. */
  readonly timeNs: string;
  readonly line: string;
  readonly labels: Labels;
}

export interface Exemplar {
  readonly refId: string;
  readonly timeMs: number;
  readonly value: number;
  readonly labels: Labels;
  readonly traceId: string | undefined;
}

/** All that a panel shows. */
export interface PanelData {
  readonly series: readonly Series[];
  readonly tables: readonly Table[];
  readonly entries: readonly LogEntry[];
  readonly exemplars: readonly Exemplar[];
}

export const NOTHING: PanelData = { series: [], tables: [], entries: [], exemplars: [] };

export const joined = (parts: readonly PanelData[]): PanelData => ({
  series: parts.flatMap(({ series }) => series),
  tables: parts.flatMap(({ tables }) => tables),
  entries: parts.flatMap(({ entries }) => entries),
  exemplars: parts.flatMap(({ exemplars }) => exemplars),
});
