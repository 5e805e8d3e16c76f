/** Delays in milliseconds. */
export interface Backoff {
  readonly firstMs: number;
  readonly longestMs: number;
}

/**
 * Delay before the next attempt, after `attempt` failed ones: doubling, bounded, and spread over its upper half so that
 * processes do not march in step.
 */
export const backoffMs = (attempt: number, { firstMs, longestMs }: Backoff): number => {
  const full = Math.min(longestMs, firstMs * 2 ** Math.min(attempt, 16));
  return full / 2 + (Math.random() * full) / 2;
};
