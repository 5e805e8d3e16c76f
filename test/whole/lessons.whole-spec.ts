import { isSlow, type Lesson, readLessons, repair, scriptOf } from '../support/lessons.ts';
import { OUTPUTS } from '../support/lesson-outputs.ts';
import { type Lab, UP_TIMEOUT_MS, wholeLab } from '../support/lab.ts';
import { runAsShown } from '../support/readme.ts';

let lab: Lab;
let lessons: readonly Lesson[];
beforeAll(async () => {
  lab = await wholeLab();
  lessons = await readLessons(lab.root);
}, UP_TIMEOUT_MS);

it('every lesson of the index has commands, and a test that knows what they print', () => {
  const named = lessons.filter(({ blocks }) => blocks.length > 0).map(({ name }) => name);
  expect(named.sort()).toEqual(Object.keys(OUTPUTS).sort());
});

describe('the lessons that wait for no alert', () => {
  afterEach(() => repair(lab));

  it.each(['sli', 'error-budget', 'burn-rate'])('%s: shows what it is about', async (name) => {
    const lesson = lessons.find((each) => each.name === name);
    if (lesson === undefined) throw new Error(`there is no lesson ${name}`);
    const printed = await runAsShown(lab, scriptOf(lesson));
    for (const output of OUTPUTS[name] ?? []) expect(printed).toMatch(output);
  });

  it('are those without a slow block', () => {
    const quick = lessons.filter((lesson) => !isSlow(lesson)).map(({ name }) => name);
    expect(quick).toEqual(['sli', 'error-budget', 'burn-rate']);
  });
});
