/** Why a place is named. The names are a contract: scripts read them. */
export type Cause =
  | 'self-time'
  | 'call-time'
  | 'queue-wait'
  | 'errors'
  | 'retries'
  | 'fan-out'
  | 'missing-children'
  | 'additional-children';

/** One operation on the way from the cause to the symptom; times are means over the traces that hold it. */
export interface PathStep {
  readonly service: string;
  readonly operation: string;
  readonly baselineMs: number;
  readonly suspectMs: number;
}

export interface Finding {
  readonly service: string;
  readonly operation: string;
  readonly cause: Cause;
  /** From 0 to 1. */
  readonly confidence: number;
  /** From the cause to the symptom, each step deviating. */
  readonly path: readonly PathStep[];
  /** Ids of traces that show it, the clearest first. */
  readonly traces: readonly string[];
  /** What was compared, for a person. */
  readonly sentences: readonly string[];
}
