import type { Verification } from './verify-faults.ts';
import type { Loss } from './verify-loss.ts';

/** The verdict on a fault that has to lose orders too: the audit finds some with it, and none without. */
export const withLoss = (verified: Verification, lost: Loss): Verification => {
  const isProven = lost.control === 0 && lost.active > 0;
  if (verified.verdict !== 'visible' || isProven) return { ...verified, lost };
  const why = `the audit found ${lost.active} orders lost by a crash, and ${lost.control} without the fault`;
  return { ...verified, lost, verdict: 'not visible', why };
};
