import { isSlow, type Lesson, readLessons, repair, scriptOf } from '../support/lessons.ts';
import { OUTPUTS } from '../support/lesson-outputs.ts';
import { type Lab, UP_TIMEOUT_MS, wholeLab } from '../support/lab.ts';
import { runAsShown } from '../support/readme.ts';

const LESSON_LIMIT_MS = 600_000;

let lab: Lab;
let lessons: readonly Lesson[];
beforeAll(async () => {
  lab = await wholeLab();
  lessons = (await readLessons(lab.root)).filter(isSlow);
}, UP_TIMEOUT_MS);

afterEach(() => repair(lab));

describe('the lessons that wait for an alert', () => {
  it(
    'show what they are about',
    async () => {
      expect(lessons.length).toBeGreaterThan(0);
      for (const lesson of lessons) {
        const printed = await runAsShown(lab, scriptOf(lesson), LESSON_LIMIT_MS);
        for (const output of OUTPUTS[lesson.name] ?? []) expect(printed).toMatch(output);
      }
    },
    4 * LESSON_LIMIT_MS,
  );
});
