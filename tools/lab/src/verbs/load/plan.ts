import { parseDuration } from '../../duration.ts';
import { UsageError } from '../../errors.ts';
import { parseWhole } from '../../whole-number.ts';
import { type Scenario, scenarioNamed } from '../../k6/scenarios.ts';
import type { Stage } from '../../k6/stages.ts';

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

const MAX_RATE = 2000;
const MAX_DURATION_MS = 3_600_000;
/** How long k6 may take over a scenario that has a pace of its own. */
const OWN_PACE_SECONDS = 60;

const shown = (ms: number): string => (ms > 0 && ms < 1000 ? `${ms}ms` : `${ms / 1000}s`);

const boundedDuration = (
  option: string,
  value: unknown,
  [minMs, maxMs]: readonly [number, number],
): number => {
  const ms = parseDuration(option, String(value));
  if (ms < minMs || ms > maxMs)
    throw new UsageError(`${option}: must be from ${shown(minMs)} to ${shown(maxMs)}`);
  return ms;
};

/** The stages, and their highest rate and whole time. */
const planPace = (
  { name, pace }: Scenario,
  { rate, duration }: Readonly<Record<string, unknown>>,
): Pick<LoadPlan, 'rate' | 'durationMs' | 'stages'> => {
  if (pace === undefined) {
    if (rate !== undefined || duration !== undefined)
      throw new UsageError(`${name} has a fixed pace and takes neither --rate nor --duration`);
    return { rate: 1, durationMs: OWN_PACE_SECONDS * 1000, stages: [] };
  }
  const asked = parseWhole('--rate', rate ?? pace.rate, [1, MAX_RATE]);
  const ms = boundedDuration('--duration', duration ?? `${pace.seconds}s`, [1000, MAX_DURATION_MS]);
  const stages = pace.shape(asked, Math.round(ms / 1000));
  const peak = Math.max(...stages.map((stage) => stage.rate));
  if (peak > MAX_RATE) throw new UsageError(`--rate: ${name} goes up to ${peak}/s, more than ${MAX_RATE}`);
  const durationMs = stages.reduce((sum, { seconds }) => sum + seconds * 1000, 0);
  return { rate: asked, durationMs, stages };
};

export function planLoad(name: string, options: Readonly<Record<string, unknown>>): LoadPlan {
  const scenario = scenarioNamed(name);
  if (!scenario) throw new UsageError(`unknown scenario ${name}; run lab load list`);
  return {
    scenario,
    ...planPace(scenario, options),
    seed: parseWhole('--seed', options['seed'], [0, 2 ** 31 - 1]),
    retryForMs: boundedDuration('--retry-for', options['retryFor'], [0, 600_000]),
    p99Ms: boundedDuration('--p99', options['p99'] ?? `${scenario.p99Ms}ms`, [1, 60_000]),
    isAudited: options['audit'] !== false,
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
