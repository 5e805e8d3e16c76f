import { nameAt, type Objective, type Pace } from '@lab/objectives';

/** What the error budget policy says of the next deploy. */
export type Policy = 'release' | 'slow down' | 'freeze';

/** One alert of an objective that fires now. */
export interface Burning {
  readonly severity: string;
  readonly longWindow: string;
  readonly shortWindow: string;
}

/** How an objective stands. Budget and burn rate are null where nothing was counted. */
export interface Standing {
  readonly objective: string;
  readonly title: string;
  readonly target: number;
  /** Share of the period's error budget that is left; below 0 where more was spent than there was. */
  readonly budgetRemaining: number | null;
  /** How many times too fast the budget burns, over the shortest window. */
  readonly burnRate: number | null;
  readonly alerts: readonly Burning[];
  readonly policy: Policy;
}

/** A series by its labels, and its value now. */
export interface Reading {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What Prometheus says of all objectives. */
export interface Readings {
  readonly budgets: readonly Reading[];
  readonly burnRates: readonly Reading[];
  readonly alerts: readonly Reading[];
}

/** What to ask Prometheus for Readings. */
export const QUERIES = {
  budgets: 'slo:period_error_budget_remaining:ratio',
  burnRates: 'slo:current_burn_rate:ratio',
  alerts: 'ALERTS{alertname="ErrorBudgetBurn",alertstate="firing"}',
} as const satisfies Record<keyof Readings, string>;

/** Less than this share of the budget left: no risks until some of it is back. */
const LITTLE = 0.25;

const policyOf = (budget: number | null, alerts: readonly Burning[]): Policy => {
  if (budget !== null && budget <= 0) return 'freeze';
  return alerts.length > 0 || (budget !== null && budget < LITTLE) ? 'slow down' : 'release';
};

/** How each objective stands at a pace, by its recorded series. */
export const standingsOf = (
  objectives: readonly Objective[],
  pace: Pace,
  readings: Readings,
): readonly Standing[] =>
  objectives.map((objective) => {
    const slo = nameAt(objective, pace);
    const isOurs = ({ labels }: Reading): boolean => labels['sloth_slo'] === slo;
    const valueOf = (all: readonly Reading[]): number | null => {
      const value = all.find(isOurs)?.value;
      return value === undefined || Number.isNaN(value) ? null : value;
    };
    const budget = valueOf(readings.budgets);
    const alerts = readings.alerts.filter(isOurs).map(({ labels }) => ({
      severity: labels['severity'] ?? '',
      longWindow: labels['long_window'] ?? '',
      shortWindow: labels['short_window'] ?? '',
    }));
    return {
      objective: objective.name,
      title: objective.title,
      target: objective.target,
      budgetRemaining: budget,
      burnRate: valueOf(readings.burnRates),
      alerts,
      policy: policyOf(budget, alerts),
    };
  });

const STRICTEST: readonly Policy[] = ['freeze', 'slow down', 'release'];

/** The strictest of all: one spent budget is enough. */
export const policyOfAll = (standings: readonly Standing[]): Policy =>
  STRICTEST.find((policy) => standings.some((standing) => standing.policy === policy)) ?? 'release';
