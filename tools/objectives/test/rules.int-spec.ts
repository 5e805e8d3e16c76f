import { join } from 'node:path';
import { readObjectives } from '../src/read-objectives.ts';
import { ruleTests } from '../src/rule-tests.ts';
import { durationText, LAB_TIME, pairsAt, REAL_TIME } from '../src/windows.ts';
import { describeWithPromtool, failuresOf } from './promtool.ts';
import { rulesOf } from './rules-of.ts';

const objectives = readObjectives(join(__dirname, '../../../prometheus/slo'));

describeWithPromtool('the alert of', () => {
  // Both paces are made in one way, so that one objective shows for all what the other pace does.
  const cases = objectives.flatMap((objective, index) =>
    (index === 0 ? [LAB_TIME, REAL_TIME] : [LAB_TIME]).flatMap((pace) =>
      pairsAt(pace).map((pair) => ({
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
