import { join } from 'node:path';
import { readObjectives } from '../src/read-objectives.ts';
import { ruleTests } from '../src/rule-tests.ts';
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
