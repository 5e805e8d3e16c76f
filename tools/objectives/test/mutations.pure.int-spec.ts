import { join } from 'node:path';
import { readObjectives } from '../src/read-objectives.ts';
import { ruleTests } from '../src/rule-tests.ts';
import type { RuleGroup } from '../src/rules.ts';
import { durationText, LAB_TIME, pairsAt } from '../src/windows.ts';
import { describeWithPromtool, failuresOf } from './promtool.ts';
import { rulesOf } from './rules-of.ts';

const objectives = readObjectives(join(__dirname, '../../../prometheus/slo'));
const [pair] = pairsAt(LAB_TIME);
if (pair === undefined) throw new Error('there is no pair of windows');
const [long, short] = [durationText(pair.longSeconds), durationText(pair.shortSeconds)];

/** A mistake that a person could make in a rule file, as a change of its text. */
interface Mutation {
  readonly name: string;
  readonly from: string | RegExp;
  readonly to: string;
}

const ALERT: readonly Mutation[] = [
  { name: 'the threshold is a hundredth higher', from: '14.4 *', to: '14.544 *' },
  { name: 'the threshold is a hundredth lower', from: '14.4 *', to: '14.256 *' },
  { name: 'another pair has its factor', from: /14\.4 \*/g, to: '6 *' },
  { name: 'the objective is another one', from: /\(1 - 0\.99\d?\)/g, to: '(1 - 0.995)' },
  { name: 'it fires below the threshold', from: /> 14\.4/g, to: '< 14.4' },
  { name: 'one window is enough', from: ')) and (max', to: ')) or (max' },
  { name: 'the long window is not asked', from: `ratio_rate${long}{`, to: `ratio_rate${short}{` },
  { name: 'the short window is not asked', from: `ratio_rate${short}{`, to: `ratio_rate${long}{` },
  { name: 'a few events are enough', from: '>= 10', to: '>= 0' },
  { name: 'no traffic is ever enough', from: '>= 10', to: '>= 1e9' },
  { name: 'a page is only a ticket', from: '"severity":"page"', to: '"severity":"ticket"' },
  { name: 'it names another window', from: `"long_window":"${long}"`, to: '"long_window":"1h"' },
  { name: 'it names another objective', from: /("alert".*"sloth_slo":")/, to: '$1other-' },
  { name: 'nobody owns it', from: /,"owner":"[^"]*"/, to: '' },
];
const RATIO: readonly Mutation[] = [
  {
    name: 'the long window is twice as long',
    from: `[${long}]`,
    to: `[${durationText(pair.longSeconds * 2)}]`,
  },
  {
    name: 'the long window is half as long',
    from: `[${long}]`,
    to: `[${durationText(pair.longSeconds / 2)}]`,
  },
  {
    name: 'the short window is twice as long',
    from: `[${short}]`,
    to: `[${durationText(pair.shortSeconds * 2)}]`,
  },
  { name: 'it reads the counter as a gauge', from: 'rate(', to: 'sum_over_time(' },
];
const OF_BAD: readonly Mutation[] = [
  { name: 'errors of clients count', from: '5..', to: '[45]..' },
  { name: 'no counter is no answer', from: / or 0 \* sum\(rate\([^[]*\[\w+\]\)\)/g, to: '' },
  { name: 'no error counts', from: '5..', to: '6..' },
];
const OF_GOOD: readonly Mutation[] = [
  { name: 'another limit counts', from: /le=\\"[\d.]+\\"/, to: 'le=\\"10\\"' },
  { name: 'no counter is no answer', from: / or 0 \* sum\(rate\([^[]*\[\w+\]\)\)/g, to: '' },
  { name: 'good and bad are swapped', from: / - \(sum/g, to: ' - (0 * sum' },
];

const mutated = (groups: readonly RuleGroup[], { name, from, to }: Mutation): RuleGroup[] => {
  const text = JSON.stringify(groups);
  const changed = typeof from === 'string' ? text.replaceAll(from, to) : text.replace(from, to);
  if (changed === text) throw new Error(`"${name}" changes nothing`);
  return JSON.parse(changed) as RuleGroup[];
};

describeWithPromtool.each([
  ['bad events', 'placing-orders-availability', [...ALERT, ...RATIO, ...OF_BAD]],
  ['good events', 'placing-orders-latency', [...RATIO, ...OF_GOOD]],
] as const)('an objective by its %s:', (_, wanted, mutations) => {
  const objective = objectives.find(({ name }) => name === wanted);
  if (objective === undefined) throw new Error(`there is no objective ${wanted}`);
  const rules = rulesOf(objective, LAB_TIME, pair);
  const tests = ruleTests(objective, LAB_TIME, pair);

  it.each(mutations)('the tests fail when $name', async (mutation) => {
    expect(await failuresOf(mutated(rules, mutation), tests)).toContain('FAILED');
  });

  it('and pass when nothing is wrong', async () => {
    expect(await failuresOf(rules, tests)).toBe('');
  });
});
