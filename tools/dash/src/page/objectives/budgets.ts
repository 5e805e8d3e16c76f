export const PACES = ['real', 'lab'] as const;
export type PaceName = (typeof PACES)[number];

/** How an objective stands. Undefined where nothing was counted. */
export interface Budget {
  readonly objective: string;
  readonly target: number | undefined;
  /** Share of the period's error budget that is left; below 0 where more was spent than there was. */
  readonly left: number | undefined;
  /** How many times too fast the budget burns, over the shortest window. */
  readonly burnRate: number | undefined;
}

const NAMES = {
  target: 'slo:objective:ratio',
  left: 'slo:period_error_budget_remaining:ratio',
  burnRate: 'slo:current_burn_rate:ratio',
} as const;

/** All that a table of budgets shows, in one question. */
export const BUDGETS_QUERY = `{__name__=~"${Object.values(NAMES).join('|')}"}`;

interface Answer {
  readonly data: {
    readonly result: readonly {
      readonly metric: Readonly<Record<string, string>>;
      readonly value: readonly [number, string];
    }[];
  };
}

/** Two paces of one objective are two objectives to Prometheus: the names of those in lab time end so. */
const LAB = '-lab';
export const nameIn = (objective: string): string =>
  objective.endsWith(LAB) ? objective.slice(0, -LAB.length) : objective;

/** The objectives at a pace, by name. */
export function budgetsIn(answer: unknown, pace: PaceName): readonly Budget[] {
  const { result } = (answer as Answer).data;
  const read = (objective: string, name: string): number | undefined => {
    const found = result.find(
      ({ metric }) => metric['__name__'] === name && metric['sloth_slo'] === objective,
    );
    const value = Number(found?.value[1] ?? Number.NaN);
    return Number.isNaN(value) ? undefined : value;
  };
  const objectives = new Set(result.map(({ metric }) => metric['sloth_slo'] ?? ''));
  return [...objectives]
    .filter((objective) => objective.endsWith(LAB) === (pace === 'lab'))
    .sort()
    .map((objective) => ({
      objective,
      target: read(objective, NAMES.target),
      left: read(objective, NAMES.left),
      burnRate: read(objective, NAMES.burnRate),
    }));
}
