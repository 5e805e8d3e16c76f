import type { Span, Trace } from '../trace/trace.ts';
import type { Evidence } from './evidence.ts';
import type { Cause } from './finding.ts';

/** Traces in two windows, each in the order of their start. */
export interface Windows {
  readonly baseline: readonly Trace[];
  readonly suspect: readonly Trace[];
}

/** A trace of the suspect window that shows it, and the span at which it does. */
export interface Exhibit {
  readonly trace: Trace;
  readonly span: Span;
}

/** Kinds of noise: a system whose errors come in bursts may keep time well. */
export type Family = 'time' | 'shape' | 'error';

/** A place that may be the cause. */
export interface Candidate {
  readonly family: Family;
  readonly service: string;
  readonly operation: string;
  readonly cause: Cause;
  readonly evidence: Evidence;
  /** How many places of its kind were compared: the more, the more of them stand out by chance. */
  readonly among: number;
  /** Of `time`: by how much a trace became slower. */
  readonly addedUs: number;
  /** The clearest first. */
  readonly exhibits: readonly Exhibit[];
  readonly sentences: readonly string[];
  /** Of `additional-children`: which. */
  readonly additional?: readonly string[];
}

/** How likely it is no chance, from 0 to 1. */
export interface Judged extends Candidate {
  readonly confidence: number;
}
