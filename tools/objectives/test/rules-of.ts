import type { Objective } from '../src/objective.ts';
import { type Rule, type RuleGroup, ruleGroups } from '../src/rules.ts';
import { durationText, type Pace, type WindowPair } from '../src/windows.ts';

/** Only what the alert of one pair is made of: promtool evaluates every rule of a file at every step. */
export function rulesOf(
  objective: Objective,
  pace: Pace,
  { longSeconds, shortSeconds }: WindowPair,
): RuleGroup[] {
  const windows = [durationText(longSeconds), durationText(shortSeconds)];
  const isOfPair = ({ labels }: Rule): boolean =>
    windows.includes(labels['sloth_window'] ?? labels['long_window'] ?? '');
  return ruleGroups(objective, pace)
    .map((group) => ({ ...group, rules: group.rules.filter(isOfPair) }))
    .filter(({ rules }) => rules.length > 0);
}
