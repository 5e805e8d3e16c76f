import type { Action } from '../faults/calls.ts';
import type { LoadPlan } from '../k6/load-plan.ts';

export const VERDICTS = ['held', 'refuted', 'not judged'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** The objectives of prometheus/slo that clients can judge, by their requests and their orders. */
export const JUDGED_OBJECTIVES = [
  'placing-orders-availability',
  'placing-orders-latency',
  'reading-availability',
  'settling-latency',
] as const;
export type JudgedObjective = (typeof JUDGED_OBJECTIVES)[number];

/** What an objective may go through: nothing at all, or a miss that ends within this time after the fault. */
export type Allowed = 'kept' | { readonly recoversWithinMs: number };

/** What only this lab knows of an experiment: its extension in the file. */
export interface Hypothesis {
  /** How it is expected to end. */
  readonly verdict: Verdict;
  readonly objectives: Readonly<Partial<Record<JudgedObjective, Allowed>>>;
  /** Alerts that must fire: a name, or `ErrorBudgetBurn OBJECTIVE`. */
  readonly alerts: readonly string[];
  /** Whether each log line that is written meanwhile must arrive. */
  readonly keepsLogLines: boolean;
  /** Services that must be ready, besides the shop and those that the method acts on. */
  readonly needs: readonly string[];
}

/** A command line of ours, and the exit code that it must end with. */
export interface Probe {
  readonly name: string;
  readonly words: readonly string[];
  readonly tolerance: number;
  readonly timeoutMs: number;
}

/** One thing that the method does while the load runs. */
export type Step =
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'fault'; readonly name: string; readonly action: Action };

export interface Experiment {
  /** Of its file, without the ending. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly steadyState: { readonly title: string; readonly probes: readonly Probe[] };
  /** They run together, from the beginning of the method. */
  readonly loads: readonly LoadPlan[];
  readonly steps: readonly Step[];
  readonly rollbacks: readonly Probe[];
  readonly hypothesis: Hypothesis;
}

export const lengthMs = (step: Step): number => (step.kind === 'wait' ? step.ms : step.action.forMs);
