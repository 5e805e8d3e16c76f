import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { RuleTest } from '../src/rule-tests.ts';
import type { RuleGroup } from '../src/rules.ts';
import { describeWithPromtool, failuresOf } from './promtool.ts';

const PROMETHEUS = join(__dirname, '../../../prometheus');

interface Alert {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: Readonly<Record<string, string>>;
}

interface Test {
  readonly alert_rule_test: readonly { readonly alertname: string }[];
}

const read = (file: string): unknown => parse(readFileSync(join(PROMETHEUS, file), 'utf8'));
const groupsOf = (file: string): readonly RuleGroup[] =>
  (read(`rules/${file}.yml`) as { groups: readonly RuleGroup[] }).groups;
const isAlert = (rule: object): rule is Alert => 'alert' in rule;

/** Every part of an expression that matches, replaced alone: one mutation for each place where it occurs. */
const replaced = (expr: string, pattern: RegExp, change: (found: string) => string): string[] =>
  [...expr.matchAll(pattern)].map(
    ({ 0: found, index }) => expr.slice(0, index) + change(found) + expr.slice(index + found.length),
  );

const SWAPPED: Readonly<Record<string, readonly string[]>> = {
  '<': ['<=', '>'],
  '>': ['>=', '<'],
  '==': ['!='],
};
const other = (of: Readonly<Record<string, string>>) => (found: string) => of[found] ?? found;
/** Just beside a threshold: of what is counted the next number, of what is measured a hundredth. */
const beside = (sign: 1 | -1) => (threshold: string) =>
  String(/^\d\d?$/.test(threshold) ? Number(threshold) + sign : Number(threshold) * (1 + sign / 100));

/** Mistakes that a person could make in an expression. */
const expressions = (expr: string): string[] => [
  ...replaced(expr, /(?<=[<>=] )[\d.e]+/g, beside(1)),
  ...replaced(expr, /(?<=[<>=] )(?!0 |0$)[\d.e]+/g, beside(-1)), // of 0, there is none below
  ...[0, 1].flatMap((nth) =>
    replaced(expr, / (<|>|==) /g, (found) => ` ${SWAPPED[found.trim()]?.[nth] ?? '!='} `),
  ),
  ...replaced(expr, /\b(min|max|sum)\b/g, other({ min: 'max', max: 'min', sum: 'max' })),
  ...replaced(expr, / (or|and|unless) /g, other({ ' or ': ' and ', ' and ': ' or ', ' unless ': ' and ' })),
  ...replaced(expr, /(?<=\w)(=~|!~|=)(?=")/g, other({ '=~': '!~', '!~': '=~', '=': '!=' })),
  ...replaced(expr, /\[\dm\]/g, other({ '[5m]': '[4m]', '[3m]': '[2m]' })),
  ...replaced(expr, /offset 5m/g, () => 'offset 4m'),
];

/** An evaluation sooner, and one later. */
const otherTimes = ({ for: seconds = '0s' }: Alert): readonly string[] =>
  [-5, 5]
    .map((change) => Number.parseInt(seconds, 10) + change)
    .filter((each) => each >= 0)
    .map((each) => `${each}s`);

/** Each alert with one mistake in it. */
const mutantsOf = (alert: Alert): readonly (readonly [string, Alert])[] => [
  ...[...new Set(expressions(alert.expr))].map((expr) => [expr, { ...alert, expr }] as const),
  ...otherTimes(alert).map((duration) => [`for: ${duration}`, { ...alert, for: duration }] as const),
  ...Object.keys(alert.labels).map(
    (label) => [`another ${label}`, { ...alert, labels: { ...alert.labels, [label]: 'other' } }] as const,
  ),
];

/** The tests that judge an alert, without what they say of others. */
const testsOf = (tests: readonly Test[], { alert }: Alert): readonly RuleTest[] =>
  tests
    .map((test) => ({
      ...test,
      alert_rule_test: test.alert_rule_test.filter(({ alertname }) => alertname === alert),
    }))
    .filter(({ alert_rule_test: own }) => own.length > 0) as readonly unknown[] as readonly RuleTest[];

describeWithPromtool.each(['causes-shop', 'causes-platform'])('the tests of %s', (file) => {
  // What the alerts read is recorded by the rules of messages.
  const recorded = groupsOf('messages');
  const alerts = groupsOf(file)
    .flatMap(({ rules }): readonly object[] => rules)
    .filter(isAlert);
  const { tests } = read(`tests/${file}.yml`) as { tests: readonly Test[] };
  /** One alert alone, with what it reads of recorded series: promtool evaluates all rules at every step. */
  const failuresWith = (alert: Alert): Promise<string> =>
    failuresOf(
      [
        ...(alert.expr.includes(':') ? recorded : []),
        { name: 'causes', rules: [alert] as readonly object[] as RuleGroup['rules'] },
      ],
      testsOf(tests, alert),
    );

  it.each(alerts.map((alert) => [alert.alert, alert] as const))(
    'catch every mistake in %s',
    async (_, alert) => {
      expect(await failuresWith(alert)).toBe('');
      const missed: string[] = [];
      for (const [mistake, mutant] of mutantsOf(alert))
        if ((await failuresWith(mutant)) === '') missed.push(mistake);
      expect(missed).toEqual([]);
    },
  );
});
