import { LEAST_STEPS } from '@lab/analysis/capacity';
import type { CapacityPlan } from '../../capacity/measure-capacity.ts';
import { leastLimitMs } from '../../capacity/time-limit.ts';
import { UsageError } from '../../errors.ts';

/** What the command line of `lab capacity` says, parsed. */
export interface CapacityOptions {
  readonly maxClients: number;
  readonly step: number;
  readonly warmUp: number;
  readonly limit: number;
  readonly seed: number;
  readonly prices?: string;
}

/** Refuses a limit that leaves no room for as many steps as the law needs. */
export function planCapacity({
  maxClients,
  step,
  warmUp,
  limit,
  seed,
}: CapacityOptions): Omit<CapacityPlan, 'prices'> {
  const plan = { maxClients, warmUpMs: warmUp, measureMs: step, limitMs: limit, seed };
  const least = leastLimitMs(plan);
  if (limit < least)
    throw new UsageError(
      `--limit: ${LEAST_STEPS} steps and the audit take ${Math.ceil(least / 1000)} s; raise it, or lower --step`,
    );
  return plan;
}
