import { parseDuration } from '../../duration.ts';
import { UsageError } from '../../errors.ts';
import { parseWhole } from '../../whole-number.ts';
import { type Scenario, scenarioNamed } from './scenarios.ts';

/** What one load run was asked for. */
export interface LoadPlan {
  readonly scenario: Scenario;
  readonly rate: number;
  readonly durationMs: number;
  readonly seed: number;
  readonly retryForMs: number;
  readonly p99Ms: number;
}

const MAX_RATE = 2000;
const MAX_DURATION_MS = 3_600_000;
export const DEFAULT_RATE = '20';
export const DEFAULT_DURATION = '60s';

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

export function planLoad(name: string, options: Readonly<Record<string, unknown>>): LoadPlan {
  const scenario = scenarioNamed(name);
  if (!scenario) throw new UsageError(`there is no scenario ${name}; see lab load list`);
  const { rate, duration } = options;
  if (!scenario.isPaced && (rate !== undefined || duration !== undefined))
    throw new UsageError(`${name} has a pace of its own: --rate and --duration are not for it`);
  return {
    scenario,
    rate: parseWhole('--rate', rate ?? DEFAULT_RATE, [1, MAX_RATE]),
    durationMs: boundedDuration('--duration', duration ?? DEFAULT_DURATION, [1000, MAX_DURATION_MS]),
    seed: parseWhole('--seed', options['seed'], [0, 2 ** 31 - 1]),
    retryForMs: boundedDuration('--retry-for', options['retryFor'], [0, 600_000]),
    p99Ms: boundedDuration('--p99', options['p99'], [1, 60_000]),
  };
}
