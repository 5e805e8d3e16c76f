import { join } from 'node:path';
import { readObjectives } from '../src/read-objectives.ts';
import { ruleTests } from '../src/rule-tests.ts';
import { ruleGroups } from '../src/rules.ts';
import { durationText, LAB_TIME, pairsAt, REAL_TIME } from '../src/windows.ts';
import { describeWithPromtool, failuresOf } from './promtool.ts';
import { rulesOf } from './rules-of.ts';

const objectives = readObjectives(join(__dirname, '../../../prometheus/slo'));

describeWithPromtool('the alert of', () => {
  // All rules are made in one way: one objective by its bad events and one by its good ones show what every window and the other
  // pace do, and the first pair shows for each of the others that its counters are the right ones.
  const [everyPair, everyPace] = ['placing-orders-latency', 'placing-orders-availability'];
  const cases = objectives.flatMap((objective) =>
    (objective.name === everyPace ? [LAB_TIME, REAL_TIME] : [LAB_TIME]).flatMap((pace) =>
      pairsAt(pace)
        .slice(0, [everyPair, everyPace].includes(objective.name) ? undefined : 1)
        .map((pair) => ({
          name: objective.name,
          window: durationText(pair.longSeconds),
          objective,
          pace,
          pair,
        })),
    ),
  );

  it.each(cases)(
    '$name over $window fires when it should, and not otherwise',
    async ({ objective, pace, pair }) => {
      const tests = ruleTests(objective, pace, pair);
      expect(await failuresOf(rulesOf(objective, pace, pair), tests)).toBe('');
    },
  );
});

describeWithPromtool('the error budget', () => {
  it('is never more than there is, also while more orders settle than are placed', async () => {
    const settling = objectives.find(({ name }) => name === 'settling-latency');
    if (settling === undefined) throw new Error('there is no settling-latency');
    const left = 'slo:period_error_budget_remaining:ratio';
    const value = (values: string, expected: number) => ({
      name: `${values} in time`,
      interval: '5s',
      input_series: [
        { series: 'lab_orders_placed_total{job="orders"}', values: '0+100x30' },
        { series: 'lab_order_settle_duration_seconds_bucket{job="orders",le="5.0"}', values },
      ],
      promql_expr_test: [
        {
          expr: `round(max(${left}), 0.001)`,
          eval_time: '2m',
          exp_samples: [{ labels: '{}', value: expected }],
        },
      ],
    });
    const rules = ruleGroups(settling, LAB_TIME);
    // 1.5 % of the orders are late: half as much again as the budget.
    const tests = [value('0+110x30', 1), value('0+98.5x30', -0.5)];
    expect(await failuresOf(rules, tests)).toBe('');
  });
});
