import type { Order } from '@lab/contracts';

/**
 * How a probe ended.
 * - `confirmed`: accepted, and confirmed in time.
 * - `rejected`: accepted, and rejected in time: an answer, such as "out of stock".
 * - `late`: accepted, and still pending when it should have settled.
 * - `unread`: accepted, and then it could not be read.
 * - `refused`: not accepted: an error, or no answer.
 */
export const PROBE_OUTCOMES = ['confirmed', 'rejected', 'late', 'unread', 'refused'] as const;
export type ProbeOutcome = (typeof PROBE_OUTCOMES)[number];

export interface Placed {
  readonly orderId: string;
  /** Undefined where the gateway makes no traces. */
  readonly traceId: string | undefined;
}

export interface ProbeResult {
  readonly outcome: ProbeOutcome;
  readonly placed?: Placed;
}

export const outcomeOf = (status: Order['status']): ProbeOutcome => {
  switch (status) {
    case 'confirmed':
      return 'confirmed';
    case 'pending':
      return 'late';
    case 'rejected':
    case 'cancelled': // by somebody else: it left pending in time
      return 'rejected';
  }
};

/** Its order has passed every service, so that all of them have written their spans and lines. */
export const hasSettled = (outcome: ProbeOutcome): boolean =>
  outcome === 'confirmed' || outcome === 'rejected';
