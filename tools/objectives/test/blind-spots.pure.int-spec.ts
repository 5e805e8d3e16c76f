import { join } from 'node:path';
import { type Burst, firstFiring, type Sampling } from '../src/blind-spots/simulate.ts';
import type { Objective } from '../src/objective.ts';
import { readObjectives } from '../src/read-objectives.ts';
import { inputSeries, type RuleTest } from '../src/rule-tests.ts';
import { type RuleGroup, ruleGroups } from '../src/rules.ts';
import { durationText, LAB_TIME, pairsAt } from '../src/windows.ts';
import { describeWithPromtool, failuresOf, majorVersion } from './promtool.ts';

/** Two samples in the shortest window: with fewer a rate has none. */
const STEP_SECONDS = 10;
/** Longer than the first long window. The longer ones see as much as there is, which is the young lab's case. */
const HISTORY_SECONDS = 300;
/** After the errors; what has not fired by then never does. */
const AFTER_SECONDS = 60;
const [FASTEST] = pairsAt(LAB_TIME);
const SLOWEST = pairsAt(LAB_TIME).at(-1);
if (FASTEST === undefined || SLOWEST === undefined) throw new Error('no pairs');

interface Point {
  readonly name: string;
  readonly burst: Required<Burst>;
}

const point = (name: string, burst: Partial<Burst>): Point => ({
  name,
  burst: {
    errorRatio: 1,
    durationSeconds: 200,
    eventsPerSecond: 20,
    historySeconds: HISTORY_SECONDS,
    ...burst,
  },
});

/** A third of each long window at three times its threshold is just enough: a hundredth more fires, a hundredth less does not. */
const edges = (target: number): readonly Point[] =>
  pairsAt(LAB_TIME).flatMap(({ longSeconds, factor }) =>
    [0.99, 1.01].map((share) => {
      const durationSeconds = Math.min(longSeconds / 3, HISTORY_SECONDS / 2);
      return point(`${share} of what ${durationText(longSeconds)} needs`, {
        durationSeconds,
        errorRatio: share * 3 * factor * (1 - target),
      });
    }),
  );

/** Events per second so that a short window has this many. */
const traffic = (events: number, { shortSeconds }: { shortSeconds: number }) => events / shortSeconds;

const pointsOf = ({ target, leastEvents }: Objective): readonly Point[] => [
  ...edges(target),
  point('a total outage', {}),
  point('an outage of one step', { durationSeconds: STEP_SECONDS }),
  point('errors below every threshold', { errorRatio: 0.9 * (1 - target) }),
  point('just enough traffic for every pair', { eventsPerSecond: traffic(1.01 * leastEvents, FASTEST) }),
  point('too little for the fastest pair', { eventsPerSecond: traffic(0.99 * leastEvents, FASTEST) }),
  point('too little for any pair', { eventsPerSecond: traffic(0.99 * leastEvents, SLOWEST) }),
  point('a lab older than the windows of both pages', {
    errorRatio: 18 * (1 - target),
    durationSeconds: 490,
    historySeconds: 1440,
  }),
];

/** What promtool has to find: when the alert of each pair fires first, in seconds since the first bad event. */
const testOf = (objective: Objective, { name, burst }: Point, sampling: Sampling): RuleTest => {
  const { durationSeconds, historySeconds, eventsPerSecond, errorRatio } = burst;
  const quiet = { badShare: 0, events: eventsPerSecond * STEP_SECONDS };
  const all = durationText(historySeconds + durationSeconds + AFTER_SECONDS);
  const fired = pairsAt(LAB_TIME).flatMap((pair) => {
    const value = firstFiring(burst, objective, { pair, sampling });
    return value === undefined
      ? []
      : [{ labels: `{long_window="${durationText(pair.longSeconds)}"}`, value }];
  });
  return {
    name,
    interval: `${STEP_SECONDS}s`,
    input_series: inputSeries(objective, [
      { ...quiet, steps: historySeconds / STEP_SECONDS },
      { ...quiet, steps: durationSeconds / STEP_SECONDS, badShare: errorRatio },
      { ...quiet, steps: AFTER_SECONDS / STEP_SECONDS + 1 },
    ]),
    promql_expr_test: [
      {
        expr: `min by (long_window) (min_over_time(timestamp(ALERTS{alertstate="firing"})[${all}:${STEP_SECONDS}s])) - ${historySeconds}`,
        eval_time: all,
        exp_samples: fired,
      },
    ],
  };
};

describeWithPromtool('the simulation of the alerts', () => {
  const objectives = readObjectives(join(__dirname, '../../../prometheus/slo'));
  // One that counts bad events, and one that counts good ones, of customers; the others have the same rules.
  const [byBad, byGood] = ['bad', 'good'].map((kind) =>
    objectives.find(({ counters, leastEvents }) => kind in counters && leastEvents === 10),
  );
  if (byBad === undefined || byGood === undefined) throw new Error('there is no such objective');

  /** Without the budgets, which no alert reads: promtool evaluates every rule of a file at every step. */
  const rulesOfAlerts = (objective: Objective): RuleGroup[] =>
    ruleGroups(objective, LAB_TIME)
      .filter(({ name }) => !name.startsWith('slo-budget-'))
      .map((group) => ({
        ...group,
        rules: group.rules.filter((rule) => !rule.expr.startsWith('avg_over_time')),
      }));

  const differences = async (
    objective: Objective,
    points: readonly Point[],
    groups = rulesOfAlerts(objective),
  ): Promise<string> => {
    // Prometheus 3 leaves a sample at the beginning of a window out, 2 counts it. Live, hardly any sample is there.
    const edgeSeconds = (await majorVersion()) < 3 ? 0 : STEP_SECONDS;
    const sampling = { evaluationSeconds: STEP_SECONDS, edgeSeconds };
    return failuresOf(
      groups,
      points.map((each) => testOf(objective, each, sampling)),
    );
  };

  it('fires when the real rules do, pair by pair', async () => {
    expect(await differences(byBad, pointsOf(byBad))).toBe('');
  });

  it('and also where good events are counted', async () => {
    expect(await differences(byGood, edges(byGood.target))).toBe('');
  });

  it.each([
    ['a factor is 2 % too high', '> 14.4 *', '> 14.7 *', /^1\.01 of what 4m/],
    ['a factor is 2 % too low', '> 6 *', '> 5.88 *', /^0\.99 of what 24m/],
    ['fewer events are enough', '>= 10', '>= 9', /^too little for the fastest pair/],
  ])('differs from rules in which %s', async (_, right, wrong, name) => {
    const text = JSON.stringify(rulesOfAlerts(byBad));
    expect(text).toContain(right);
    const groups = JSON.parse(text.replaceAll(right, wrong)) as RuleGroup[];
    const points = pointsOf(byBad).filter((each) => name.test(each.name));
    expect(points).toHaveLength(1);
    expect(await differences(byBad, points, groups)).toContain('FAILED');
  });
});
