import type { Objective } from '@lab/objectives';
import type { EngineName } from '../../engines/engine.ts';
import type { Experiment, Verdict } from '../experiment.ts';
import type { Outcome } from '../run-experiment.ts';

/** What report.json holds, and `lab chaos run --json` prints. */
export interface ChaosReport extends Outcome {
  readonly experiment: string;
  readonly title: string;
  readonly description: string;
  readonly engine: EngineName;
  readonly startedAt: string;
  /** How its file says that it ends. */
  readonly expected: Verdict;
  readonly held: boolean;
  readonly steps: readonly string[];
  /** Of answers, from prometheus/slo. */
  readonly limits: { readonly accepted: number | null; readonly acceptSeconds: number | null };
}

interface Ran {
  readonly experiment: Experiment;
  readonly outcome: Outcome;
  readonly engine: EngineName;
  readonly startedAt: string;
  readonly objectives: readonly Objective[];
}

export const reportOf = ({ experiment, outcome, engine, startedAt, objectives }: Ran): ChaosReport => {
  const objective = (name: string): Objective | undefined => objectives.find((each) => each.name === name);
  return {
    experiment: experiment.name,
    title: experiment.title,
    description: experiment.description,
    engine,
    startedAt,
    expected: experiment.hypothesis.verdict,
    held: outcome.verdict === 'held',
    steps: stepsOf(experiment),
    limits: {
      accepted: objective('placing-orders-availability')?.target ?? null,
      acceptSeconds: objective('placing-orders-latency')?.limitSeconds ?? null,
    },
    ...outcome,
  };
};

const stepsOf = ({ loads, steps }: Experiment): readonly string[] => [
  ...loads.map(
    ({ scenario, rate, durationMs, retryForMs }) =>
      `load ${scenario.name}: ${rate}/s for ${durationMs / 1000} s${retryForMs === 0 ? '' : `, clients retry for ${retryForMs / 1000} s`}`,
  ),
  ...steps.map((step) =>
    step.kind === 'wait'
      ? `wait ${step.ms / 1000} s`
      : `${step.name}${step.action.forMs === 0 ? '' : `, for ${step.action.forMs / 1000} s`}`,
  ),
];
