/** How strong a fault is: the variants of its flag, beside `off`. */
export const STRENGTHS = ['low', 'medium', 'high'] as const;
export type Strength = (typeof STRENGTHS)[number];

export type FaultyService = 'gateway' | 'orders' | 'inventory';

/** Spans by service and name, and by their kind or the name of their parent where that is not enough. */
export interface SpanSelector {
  readonly service: FaultyService;
  readonly name: string;
  readonly kind?: 'server' | 'client';
  readonly under?: string;
}

/** One number that telemetry shows over a time window. */
export type Measure =
  | ({ readonly of: 'p95' } & SpanSelector)
  /** 95th percentile of a numeric attribute. */
  | ({ readonly of: 'attribute'; readonly attribute: string } & SpanSelector)
  /** How many of these spans there are for each of the others. */
  | { readonly of: 'ratio'; readonly spans: SpanSelector; readonly per: SpanSelector }
  /** How long after the end of its parent a span starts, at the 95th percentile; below 0 where it starts within it. */
  | ({ readonly of: 'lag' } & SpanSelector)
  /** PromQL; `$window` becomes the window's length. */
  | { readonly of: 'metric'; readonly expression: string };

/** Where a fault shows, and how much it must change what is seen there, compared with a control run. */
export interface Sign {
  /** In words: "p95 of SELECT orders below GET /orders/:id, ms". */
  readonly shows: string;
  readonly measure: Measure;
  readonly moves: 'up' | 'down';
  /** By at least this factor, … */
  readonly times: number;
  /** … and by at least this much, in the unit of the measure. */
  readonly by: number;
}

/** The answer to a fault. No service can read it, and no telemetry names it. */
export interface FaultKey {
  readonly service: FaultyService;
  /** As its span is called. */
  readonly operation: string;
  /** The kind of cause, as somebody who searches for it would call it. */
  readonly cause: string;
  readonly what: string;
  /** What the flag's number means, and how much of it each strength is. */
  readonly unit: string;
  readonly amounts: Readonly<Record<Strength, number>>;
  readonly sign: Sign;
  /** Orders that were accepted are lost when the service crashes while the fault is on. */
  readonly losesOrders?: true;
  /** Orders a second that it takes to show. */
  readonly rate?: number;
}
