import { join } from 'node:path';
import type { Objective } from '../src/objective.ts';
import { readObjectives } from '../src/read-objectives.ts';
import type { Phase } from '../src/rule-cases.ts';
import { inputSeries, type RuleTest } from '../src/rule-tests.ts';
import { type RuleGroup, ruleGroups } from '../src/rules.ts';
import { durationText, LAB_TIME, pairsAt } from '../src/windows.ts';
import { describeWithPromtool, failuresOf } from './promtool.ts';
import { sloth, SLOTH_SERVICE, slothRules } from './sloth.ts';

const objectives = readObjectives(join(__dirname, '../../../prometheus/slo'));

/** Two samples in the shortest window: with fewer a rate has none. */
const STEP_SECONDS = 10;
const MINUTE = 60 / STEP_SECONDS;
/** An outage, errors for which only the long windows are slow enough, errors below all of them, a restart, and quiet between them. */
const PHASES: readonly Phase[] = [
  { steps: 10 * MINUTE, badShare: 0 },
  { steps: 1 * MINUTE, badShare: 1 },
  { steps: 10 * MINUTE, badShare: 0 },
  { steps: 10 * MINUTE, badShare: 0.05 },
  { steps: 5 * MINUTE, badShare: 0, reset: true },
  { steps: 5 * MINUTE, badShare: 0.0005 },
  { steps: 5 * MINUTE, badShare: 0.4 },
  { steps: 10 * MINUTE, badShare: 0 },
];
const STEPS = PHASES.reduce((sum, { steps }) => sum + steps, 0);
const SEVERITIES = ['page', 'ticket'] as const;
const WINDOWS = [
  ...new Set(pairsAt(LAB_TIME).flatMap(({ longSeconds, shortSeconds }) => [longSeconds, shortSeconds])),
];
/** Both compute the same in another order. */
const ROUNDING = 1e-9;

const describeWithSloth = sloth === undefined ? describe.skip : describeWithPromtool;

/** Both sets of rules on one series, compared at every step: what promtool says of the differences. */
async function differencesOf(objective: Objective, ours: readonly RuleGroup[]): Promise<string> {
  const theirs = await slothRules(objective, LAB_TIME);
  const sides = [`sloth_slo="${objective.name}-lab"`, `sloth_service="${SLOTH_SERVICE}"`] as const;
  const firing = (side: string, severity: string): string =>
    `(max(ALERTS{alertstate="firing",severity="${severity}",${side}}) or vector(0))`;
  const [our, their] = sides;
  const recorded = [
    ...WINDOWS.map((seconds) => `slo:sli_error:ratio_rate${durationText(seconds)}`),
    'slo:error_budget:ratio',
    'slo:period_error_budget_remaining:ratio',
  ];
  const differences = [
    ...SEVERITIES.map((severity) => `${firing(our, severity)} != ${firing(their, severity)}`),
    ...recorded.map((name) => `abs(max(${name}{${our}}) - max(${name}{${their}})) > ${ROUNDING}`),
  ];
  const all = durationText(STEPS * STEP_SECONDS);
  // Otherwise nothing would have been compared.
  const fired = sides.flatMap((side) =>
    SEVERITIES.map((severity) => ({
      expr: `max_over_time(${firing(side, severity)}[${all}:${STEP_SECONDS}s])`,
      eval_time: all,
      exp_samples: [{ labels: '{}', value: 1 }],
    })),
  );
  const equal = Array.from({ length: STEPS }, (_, step) => ({
    expr: differences.join(' or '),
    eval_time: durationText(step * STEP_SECONDS),
    exp_samples: [],
  }));
  const test: RuleTest = {
    name: objective.name,
    interval: `${STEP_SECONDS}s`,
    input_series: inputSeries(objective, PHASES),
    promql_expr_test: [...equal, ...fired],
  };
  return failuresOf([...ours, ...theirs], [test]);
}

describeWithSloth('beside the rules that Sloth makes of the same objective, ours', () => {
  it.each(objectives)('record and fire the same at every step: $name', async (objective) => {
    expect(await differencesOf(objective, ruleGroups(objective, LAB_TIME))).toBe('');
  });

  it('differ where one of ours is wrong', async () => {
    const [objective] = objectives;
    if (objective === undefined) throw new Error('there is no objective');
    const wrong = JSON.stringify(ruleGroups(objective, LAB_TIME)).replaceAll('> 6 *', '> 60 *');
    expect(await differencesOf(objective, JSON.parse(wrong) as RuleGroup[])).toContain('FAILED');
  });
});
