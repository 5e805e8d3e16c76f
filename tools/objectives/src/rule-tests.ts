import { nameAt, type Objective } from './objective.ts';
import { type Case, casesOf, EVENTS, type Phase, STEPS } from './rule-cases.ts';
import { durationText, type Pace, type WindowPair } from './windows.ts';

/** One test of promtool, as its file has it. */
export interface RuleTest {
  readonly name: string;
  readonly interval: string;
  readonly input_series: readonly { readonly series: string; readonly values: string }[];
  readonly promql_expr_test: readonly {
    readonly expr: string;
    readonly eval_time: string;
    readonly exp_samples: readonly { readonly labels: string; readonly value: number }[];
  }[];
}

/** The tests of one objective at one pace, for one pair of windows. */
export const ruleTests = (objective: Objective, pace: Pace, pair: WindowPair): RuleTest[] => {
  const cases = casesOf(pair, objective);
  const [steady] = cases;
  if (steady === undefined) throw new Error('there is no case');
  const about = { pace, pair };
  return [
    ...cases.map((each) => testOf(objective, { ...about, each })),
    withTotalOnly(objective, { ...about, each: steady }),
  ];
};

interface About {
  readonly pace: Pace;
  readonly pair: WindowPair;
  readonly each: Case;
}

/** A case with no series but the total: all events are bad where good ones are counted, and none is otherwise. */
function withTotalOnly(objective: Objective, about: About): RuleTest {
  const { counters } = objective;
  const [other, ratio] = 'good' in counters ? [counters.good, 1] : [counters.bad, 0];
  const test = testOf(objective, about);
  const window = durationText(about.pair.shortSeconds);
  const expr = `max(slo:sli_error:ratio_rate${window}{sloth_slo="${nameAt(objective, about.pace)}"})`;
  return {
    ...test,
    name: `${test.name}, of which no kind was ever counted`,
    input_series: test.input_series.filter(({ series }) => series !== seriesOf(other)),
    promql_expr_test: test.promql_expr_test.map(({ eval_time }) => ({
      expr,
      eval_time,
      exp_samples: [{ labels: '{}', value: ratio }],
    })),
  };
}

function testOf(objective: Objective, { pace, pair, each }: About): RuleTest {
  const stepSeconds = pair.shortSeconds / STEPS;
  const slo = nameAt(objective, pace);
  const [long, short] = [durationText(pair.longSeconds), durationText(pair.shortSeconds)];
  const labels: Record<string, string> = {
    __name__: 'ALERTS',
    alertname: 'ErrorBudgetBurn',
    alertstate: 'firing',
    kind: 'symptom',
    long_window: long,
    owner: objective.owner,
    ...(pace.name === '' ? {} : { pace: pace.name }),
    severity: pair.severity,
    short_window: short,
    sloth_id: `${objective.service}-${slo}`,
    sloth_service: objective.service,
    sloth_slo: slo,
  };
  const firing = [{ labels: textOf(labels), value: 1 }];
  const at = (step: number, samples: typeof firing) => ({
    expr: 'ALERTS{alertstate="firing"}',
    eval_time: durationText(step * stepSeconds),
    exp_samples: samples,
  });
  return {
    name: `${slo} ${long}/${short}: ${each.name}`,
    interval: durationText(stepSeconds),
    input_series: inputSeries(objective, each.phases),
    promql_expr_test: [
      ...each.fires.map((step) => at(step, firing)),
      ...each.silent.map((step) => at(step, [])),
    ],
  };
}

/** The counters of an objective as they would grow; what it does not count itself (a good answer) is in the total. */
export function inputSeries({ counters }: Objective, phases: readonly Phase[]): RuleTest['input_series'] {
  const values = (share: (badShare: number) => number): string => {
    let from = 0;
    return phases
      .map(({ steps, badShare, events = EVENTS, reset }) => {
        const step = events * share(badShare);
        if (reset === true) from = 0;
        const text = `${from}+${step}x${steps - 1}`;
        from += step * steps;
        return text;
      })
      .join(' ');
  };
  const bad = values((badShare) => badShare);
  if ('good' in counters)
    return [
      { series: seriesOf(counters.good), values: values((badShare) => 1 - badShare) },
      { series: seriesOf(counters.total), values: values(() => 1) },
    ];
  // What clients do wrong is no fault of ours, and still an event.
  const half = values((badShare) => (1 - badShare) / 2);
  return [
    { series: seriesOf(counters.bad), values: bad },
    { series: seriesOf(counters.total, { status: '200' }), values: half },
    { series: seriesOf(counters.total, { status: '404' }), values: half },
  ];
}

/** One series that a selector finds: of a pattern its first alternative, a dot as a 3 (`5..` is 533). */
function seriesOf(selector: string, more: Readonly<Record<string, string>> = {}): string {
  const name = selector.slice(0, selector.indexOf('{'));
  const labels = [...selector.matchAll(/(\w+)(=~?)"([^"]*)"/g)].map(([, label = '', how, value = '']) => {
    const exact = how === '=' ? value : (value.split('|')[0] ?? '').replaceAll('.', '3');
    return [label, exact] as const;
  });
  return `${name}${textOf({ ...Object.fromEntries(labels), ...more })}`;
}

const textOf = (labels: Readonly<Record<string, string>>): string =>
  `{${Object.entries(labels)
    .map(([label, value]) => `${label}="${value}"`)
    .join(',')}}`;
