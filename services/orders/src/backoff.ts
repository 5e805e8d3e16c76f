const FIRST_MS = 100;
const LONGEST_MS = 5_000;

/** Delay before the next attempt: doubling, bounded, and spread over its upper half so that processes do not march in step. */
export const backoffMs = (attempt: number): number => {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 16));
  return full / 2 + (Math.random() * full) / 2;
};
