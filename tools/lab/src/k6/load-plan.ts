import { UsageError } from '../errors.ts';
import { type Scenario, scenarioNamed } from './scenarios.ts';
import type { Stage } from './stages.ts';

/** What one load run was asked for. */
export interface LoadPlan {
  readonly scenario: Scenario;
  readonly rate: number;
  readonly durationMs: number;
  /** Empty for a scenario that has a pace of its own. */
  readonly stages: readonly Stage[];
  readonly seed: number;
  readonly retryForMs: number;
  readonly p99Ms: number;
  /** Whether the stores are audited afterwards. */
  readonly isAudited: boolean;
}

/** What the command line of `lab load` says, parsed. */
export interface LoadOptions {
  readonly rate?: number;
  readonly duration?: number;
  readonly seed: number;
  readonly retryFor: number;
  readonly p99?: number;
  readonly audit: boolean;
}

export const MAX_RATE = 2000;
export const MAX_DURATION_MS = 3_600_000;
/** How long k6 may take over a scenario that has a pace of its own. */
const OWN_PACE_SECONDS = 60;

/** The stages, and their highest rate and whole time. */
const planPace = (
  { name, pace }: Scenario,
  { rate, duration }: LoadOptions,
): Pick<LoadPlan, 'rate' | 'durationMs' | 'stages'> => {
  if (pace === undefined) {
    if (rate !== undefined || duration !== undefined)
      throw new UsageError(`${name} has a fixed pace and takes neither --rate nor --duration`);
    return { rate: 1, durationMs: OWN_PACE_SECONDS * 1000, stages: [] };
  }
  const asked = rate ?? pace.rate;
  const stages = pace.shape(asked, Math.round((duration ?? pace.seconds * 1000) / 1000));
  const peak = Math.max(...stages.map((stage) => stage.rate));
  if (peak > MAX_RATE) throw new UsageError(`--rate: ${name} goes up to ${peak}/s, more than ${MAX_RATE}`);
  const durationMs = stages.reduce((sum, { seconds }) => sum + seconds * 1000, 0);
  return { rate: asked, durationMs, stages };
};

export function planLoad(name: string, options: LoadOptions): LoadPlan {
  const scenario = scenarioNamed(name);
  if (!scenario) throw new UsageError(`unknown scenario ${name}; run lab load list`);
  return {
    scenario,
    ...planPace(scenario, options),
    seed: options.seed,
    retryForMs: options.retryFor,
    p99Ms: options.p99 ?? scenario.p99Ms,
    isAudited: options.audit,
  };
}

/** What the scripts read: load/lib/settings.ts. */
export const settingsOf = (plan: LoadPlan): Record<string, string | number> => ({
  SEED: plan.seed,
  RATE: plan.rate,
  DURATION_SECONDS: Math.max(1, Math.round(plan.durationMs / 1000)),
  ...(plan.stages.length > 0 && { STAGES: JSON.stringify(plan.stages) }),
  RETRY_FOR_MS: plan.retryForMs,
  P99_MS: plan.p99Ms,
});
