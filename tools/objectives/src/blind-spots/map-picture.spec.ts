import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readObjectives } from '../read-objectives.ts';
import { blindSpotsOf, DURATIONS, ERROR_RATIOS, TRAFFIC } from './map.ts';
import { blindSpotPicture } from './map-picture.ts';

const objectives = readObjectives(join(__dirname, '../../../../prometheus/slo'));
const objective = objectives.find(({ leastEvents }) => leastEvents === 10);
if (objective === undefined) throw new Error('there is no objective');
const grids = blindSpotsOf(objective);
const picture = blindSpotPicture(objective);
const count = (pattern: RegExp): number => [...picture.matchAll(pattern)].length;

it('the picture has every cell of the map, in the kind that the simulation says', () => {
  const answers = grids.flat(2);
  const ofKind = (severity: string) => answers.filter((answer) => answer?.severity === severity).length;
  expect(answers).toHaveLength(TRAFFIC.length * DURATIONS.length * ERROR_RATIOS.length);
  expect(count(/class="cell page"/g)).toBe(ofKind('page'));
  expect(count(/class="cell ticket"/g)).toBe(ofKind('ticket'));
  // And one in the legend.
  expect(count(/class="cell"/g)).toBe(answers.filter((answer) => answer === undefined).length + 1);
});

it('each kind of traffic has blind spots of its own', () => {
  expect(new Set(grids.map((grid) => JSON.stringify(grid))).size).toBe(TRAFFIC.length);
});

it('the page in docs shows the map of every objective', () => {
  const page = readFileSync(join(__dirname, '../../../../docs/blind-spots.md'), 'utf8');
  const missing = objectives.filter(({ name }) => !page.includes(`(images/blind-spots/${name}.svg)`));
  expect(missing.map(({ name }) => name)).toEqual([]);
});
