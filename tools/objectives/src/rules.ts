import { nameAt, type Objective } from './objective.ts';
import { durationText, type Pace, pairsAt, type WindowPair } from './windows.ts';

/** Of one rule in a Prometheus rule file. */
export type Rule =
  | { readonly record: string; readonly expr: string; readonly labels: Readonly<Record<string, string>> }
  | {
      readonly alert: string;
      readonly expr: string;
      readonly labels: Readonly<Record<string, string>>;
      readonly annotations: Readonly<Record<string, string>>;
    };

export interface RuleGroup {
  readonly name: string;
  readonly interval?: string;
  readonly rules: readonly Rule[];
}

const DAY_SECONDS = 86_400;
/** From the repository's root. */
const RUNBOOK = 'docs/runbooks/error-budget-burn.md';

/** The rules of one objective at one pace: Sloth's metric and label names, so that public dashboards work with them. */
export function ruleGroups(objective: Objective, pace: Pace): readonly RuleGroup[] {
  const named = nameAt(objective, pace);
  const group = (kind: string, rules: readonly Rule[]): RuleGroup => ({
    name: `slo-${kind}-${named}`,
    ...(pace.interval === undefined ? {} : { interval: pace.interval }),
    rules,
  });
  return [
    group('sli', sliRules(objective, pace)),
    group('budget', budgetRules(objective, pace)),
    group(
      'alerts',
      pairsAt(pace).map((pair) => alertRule(objective, pace, pair)),
    ),
  ];
}

const labelsOf = (objective: Objective, pace: Pace): Record<string, string> => {
  const { service } = objective;
  const slo = nameAt(objective, pace);
  return { sloth_id: `${service}-${slo}`, sloth_service: service, sloth_slo: slo };
};

const selectorOf = (objective: Objective, pace: Pace): string => {
  const { sloth_id: id = '', sloth_service: service = '', sloth_slo: slo = '' } = labelsOf(objective, pace);
  return `{sloth_id="${id}",sloth_service="${service}",sloth_slo="${slo}"}`;
};

const periodSeconds = ({ periodDays }: Objective, { divisor }: Pace): number =>
  (periodDays * DAY_SECONDS) / divisor;

function sliRules(objective: Objective, pace: Pace): Rule[] {
  const windows = new Set(
    pairsAt(pace).flatMap(({ shortSeconds, longSeconds }) => [shortSeconds, longSeconds]),
  );
  const rules = [...windows]
    .sort((a, b) => a - b)
    .map((seconds) =>
      recordRatio(objective, pace, { seconds, expr: errorRatio(objective, durationText(seconds)) }),
    );
  const [shortest = 0] = [...windows].sort((a, b) => a - b);
  const ratios = `slo:sli_error:ratio_rate${durationText(shortest)}${selectorOf(objective, pace)}`;
  const seconds = periodSeconds(objective, pace);
  const period = durationText(seconds);
  // The mean of the shortest window's ratios: a rate over 30 days would read every sample of 30 days each time.
  const expr = `avg_over_time(${ratios}[${period}])`;
  return [...rules, recordRatio(objective, pace, { seconds, expr })];
}

const recordRatio = (
  objective: Objective,
  pace: Pace,
  { seconds, expr }: { seconds: number; expr: string },
): Rule => ({
  record: `slo:sli_error:ratio_rate${durationText(seconds)}`,
  expr,
  labels: { ...labelsOf(objective, pace), sloth_window: durationText(seconds) },
});

/**
 * Share of bad events; nothing without traffic. A counter of one kind of events is not there before the first of them: where no good
 * event was ever counted all are bad, and where no bad one was ever counted all are good.
 */
export function errorRatio({ counters }: Objective, window: string): string {
  const rate = (counter: string): string => `sum(rate(${counter}[${window}]))`;
  const total = rate(counters.total);
  const orNone = (counter: string): string => `(${rate(counter)} or 0 * ${total})`;
  const bad = 'bad' in counters ? orNone(counters.bad) : `(${total} - ${orNone(counters.good)})`;
  return `${bad} / (${total} > 0)`;
}

function budgetRules(objective: Objective, pace: Pace): Rule[] {
  const labels = labelsOf(objective, pace);
  const selector = selectorOf(objective, pace);
  const windows = pairsAt(pace).map(({ shortSeconds }) => shortSeconds);
  const perBudget = (ratio: string): string =>
    `${ratio}${selector} / on (sloth_id, sloth_slo, sloth_service) group_left slo:error_budget:ratio${selector}`;
  const record = (name: string, expr: string): Rule => ({ record: name, expr, labels });
  const period = durationText(periodSeconds(objective, pace));
  return [
    record('slo:objective:ratio', `vector(${objective.target})`),
    record('slo:error_budget:ratio', `vector(1 - ${objective.target})`),
    record('slo:time_period:days', `vector(${objective.periodDays / pace.divisor})`),
    record(
      'slo:current_burn_rate:ratio',
      perBudget(`slo:sli_error:ratio_rate${durationText(Math.min(...windows))}`),
    ),
    record('slo:period_burn_rate:ratio', perBudget(`slo:sli_error:ratio_rate${period}`)),
    // Where good events are counted later than their total, as settling is, a window may hold more good ones than events, and the
    // period's mean is below 0 until it evens out. Only what is shown is cut off: the mean has to keep both sides.
    record(
      'slo:period_error_budget_remaining:ratio',
      `clamp_max(1 - slo:period_burn_rate:ratio${selector}, 1)`,
    ),
  ];
}

function alertRule(objective: Objective, pace: Pace, pair: WindowPair): Rule {
  const [long, short] = [durationText(pair.longSeconds), durationText(pair.shortSeconds)];
  const threshold = `${pair.factor} * (1 - ${objective.target})`;
  const burns = (window: string): string =>
    `max without (sloth_window) (slo:sli_error:ratio_rate${window}${selectorOf(objective, pace)}) > ${threshold}`;
  const isEnough = `sum(increase(${objective.counters.total}[${short}])) >= ${objective.leastEvents}`;
  return {
    alert: 'ErrorBudgetBurn',
    expr: `(${burns(long)}) and (${burns(short)}) and on () (${isEnough})`,
    labels: {
      ...labelsOf(objective, pace),
      severity: pair.severity,
      kind: 'symptom',
      owner: objective.owner,
      long_window: long,
      short_window: short,
      ...(pace.name === '' ? {} : { pace: pace.name }),
    },
    annotations: {
      summary: `${objective.title}: over ${long} the error budget burns more than ${pair.factor} times too fast`,
      description: objective.description,
      dashboard: objective.dashboard,
      runbook: RUNBOOK,
    },
  };
}
