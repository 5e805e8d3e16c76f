import { type Lesson, readLessons, repair, scriptOf } from '../support/lessons.ts';
import { OUTPUTS } from '../support/lesson-outputs.ts';
import { type Lab, UP_TIMEOUT_MS, wholeLab } from '../support/lab.ts';
import { runAsShown } from '../support/readme.ts';

const LESSON_LIMIT_MS = 600_000;

let lab: Lab;
let lessons: readonly Lesson[];
beforeAll(async () => {
  lab = await wholeLab();
  lessons = readLessons(lab.root);
}, UP_TIMEOUT_MS);

describe('the lesson', () => {
  afterEach(() => repair(lab));

  // In their order: the postmortem is that of the incident.
  it.each(Object.keys(OUTPUTS))(
    '%s shows what it is about',
    async (name) => {
      const lesson = lessons.find((each) => each.name === name);
      if (lesson === undefined) throw new Error(`there is no lesson ${name}`);
      const printed = await runAsShown(lab, scriptOf(lesson), LESSON_LIMIT_MS);
      for (const output of OUTPUTS[name] ?? []) expect(printed).toMatch(output);
    },
    LESSON_LIMIT_MS + 30_000,
  );
});
