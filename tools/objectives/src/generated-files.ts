import { stringify } from 'yaml';
import { blindSpotPicture } from './blind-spots/map-picture.ts';
import { limitsModule } from './limits.ts';
import type { Objective } from './objective.ts';
import { ruleGroups } from './rules.ts';
import { LAB_TIME, REAL_TIME } from './windows.ts';

const HEAD =
  '# Made of prometheus/slo by `npm run objectives`; a test compares them. Change the objectives, not this file.\n';

/** Everything that is made of the objectives, by path from the repository's root. */
export const filesOf = (objectives: readonly Objective[]): Readonly<Record<string, string>> => ({
  ...ruleFiles(objectives),
  'libs/contracts/src/objectives.ts': limitsModule(objectives),
  ...Object.fromEntries(
    objectives.map((objective) => [
      `docs/images/blind-spots/${objective.name}.svg`,
      blindSpotPicture(objective),
    ]),
  ),
});

const ruleFiles = (objectives: readonly Objective[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [REAL_TIME, LAB_TIME].map((pace) => [
      `prometheus/rules/slo${pace.name === '' ? '' : `-${pace.name}-time`}.yml`,
      HEAD +
        stringify(
          { groups: objectives.flatMap((objective) => ruleGroups(objective, pace)) },
          { lineWidth: 0 },
        ),
    ]),
  );
