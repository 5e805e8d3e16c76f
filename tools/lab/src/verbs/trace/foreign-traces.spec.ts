import { casesIn } from './evaluate/cases.ts';
import { judgeCase } from './evaluate/judge-case.ts';
import { describeForeign, foreignTraces } from './testing/foreign-traces.ts';

/** Two seconds each on a quiet machine. */
const LIMIT_MS = 300_000;

// A few of those the finder was developed on: `lab trace evaluate` judges all of them.
describeForeign('on traces of other shops', () => {
  it.each([
    ['train-ticket/case-28', 'ts-preserve-service', 'self-time'],
    ['online-boutique/case-13', 'cartservice', 'self-time'],
  ])(
    '%s: finds %s, %s',
    async (name, service, cause) => {
      const cases = await casesIn(foreignTraces());
      const each = cases.find(({ folder, id }) => `${folder}/${id}` === name);
      const { found, control } = await judgeCase(each!);
      expect(found[0]).toMatchObject({ service, cause });
      expect(control).toEqual([]);
    },
    LIMIT_MS,
  );

  it(
    'train-ticket/case-03: finds nothing, although some calls fail now and then',
    async () => {
      const cases = await casesIn(foreignTraces());
      const each = cases.find(({ folder, id }) => `${folder}/${id}` === 'train-ticket/case-03');
      expect((await judgeCase(each!)).found).toEqual([]);
    },
    LIMIT_MS,
  );
});
