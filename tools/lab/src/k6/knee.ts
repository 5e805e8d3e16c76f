import type { Percentiles } from './percentiles.ts';
import type { Stage } from './stages.ts';

/** What became of the orders that were sent during one stage. */
export interface MeasuredStage extends Stage {
  /** Orders, each counted once however often it was tried. */
  readonly sent: number;
  readonly accepted: number;
  /** Requests that were answered wrongly or not at all. */
  readonly failed: number;
  readonly accept: Percentiles;
}

export interface Knee {
  /** The highest rate that still held; absent where not even the first step did. */
  readonly rate?: number;
  /** The first step that did not; absent where all held: then the knee is above the last. */
  readonly broke?: { readonly rate: number; readonly why: string };
}

// At usual rates nothing may fail. One unlucky request in a step of thousands is not where the lab bends, though.
const FAILED_SHARE = 0.001;
// k6 starts arrivals a little late, and counts what falls between two steps to either.
const SENT_SHARE = 0.98;

/** Why a stage did not hold: failures, slow answers, or orders that could not be sent. Undefined if it did. */
export const whyBroken = (stage: MeasuredStage, p99Ms: number): string | undefined => {
  const { rate, seconds, sent, failed, accept } = stage;
  if (failed > sent * FAILED_SHARE) return `${failed} of ${sent} failed`;
  if (sent < rate * seconds * SENT_SHARE) return `only ${sent} of ${rate * seconds} sent`;
  if (accept.p99 === undefined) return 'no order was accepted';
  if (accept.p99 >= p99Ms) return `p99 ${Math.round(accept.p99)} ms, not below ${p99Ms} ms`;
  return undefined;
};

/** The knee of a rising load: a step that holds after one that broke is luck, so the first broken one ends the search. */
export const findKnee = (stages: readonly MeasuredStage[], p99Ms: number): Knee => {
  let rate: number | undefined;
  for (const stage of stages) {
    const why = whyBroken(stage, p99Ms);
    const held = rate === undefined ? {} : { rate };
    if (why !== undefined) return { ...held, broke: { rate: stage.rate, why } };
    rate = stage.rate;
  }
  return rate === undefined ? {} : { rate };
};

export const describeKnee = ({ rate, broke }: Knee): string => {
  if (rate === undefined) return `not even ${broke?.rate ?? 0} orders/s held: ${broke?.why ?? 'no step'}`;
  if (broke === undefined) return `above ${rate} orders/s: every step held; try a higher --rate`;
  return `${rate} orders/s held, ${broke.rate} orders/s did not: ${broke.why}`;
};
