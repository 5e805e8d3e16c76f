/** Time in milliseconds since 1970, and the value then. */
export type Point = readonly [at: number, value: number];

export interface Series {
  readonly name: string;
  /** Oldest first; where two are further apart than `gapMs` of the chart, nothing is drawn between them. */
  readonly points: readonly Point[];
}

/** Something that happened, drawn as a vertical line under a letter. */
export interface Mark {
  readonly at: number;
  readonly letter: string;
  readonly text: string;
}

/** A time that is shaded: a fault that was in force. */
export interface Band {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

export type Unit = 'per second' | 'share' | 'seconds' | 'count';

/** Lines over time. */
export interface Chart {
  readonly title: string;
  readonly unit: Unit;
  readonly from: number;
  readonly to: number;
  readonly gapMs: number;
  readonly series: readonly Series[];
  readonly marks: readonly Mark[];
  readonly bands?: readonly Band[];
  /** Drawn across. */
  readonly limit?: { readonly value: number; readonly text: string };
}
