import { eventually } from '@lab/testing';
import { LAB_TIME, nameAt, readObjectives } from '../../../tools/objectives/src/index.ts';
import { JOURNEYS } from '../../../tools/lab/src/objectives/journeys.ts';
import {
  judge,
  pagePairs,
  type ProvenAlert,
  TOLERANCE_SECONDS,
  windowsOf,
} from '../../../tools/lab/src/objectives/judge.ts';
import { firingPages } from '../../../tools/lab/src/objectives/watch-pages.ts';
import { Witness } from '../../../tools/lab/src/objectives/witness.ts';
import { Oncall } from '../../../tools/lab/src/signals/oncall.ts';
import { within } from '../../support/polling.ts';
import { requestsSince } from '../../support/load-runs.ts';
import { report } from '../../support/report.ts';
import type { Timeline } from './timeline.ts';

const OBJECTIVE = 'placing-orders-availability';
/** How `lab slo prove` breaks it. Postgres frozen breaks it too, but is a cause of its own, which pages instead after 10 s. */
const FAULT = 'orders-frozen';
/** The longest short window of a page, two minutes, has to be empty of errors; the other observers take most of it. */
const RESOLVE_LIMIT_MS = 240_000;

const isOurs = (page: string): boolean => page.startsWith(`${nameAt({ name: OBJECTIVE }, LAB_TIME)} `);

/** A pair of windows that fired already, because of an earlier fault, has paged for this one too. */
interface Judged extends ProvenAlert {
  readonly firedBefore: boolean;
}

/** What the clients of all load runs saw of the journey. */
const clientsOf = async (timeline: Timeline): Promise<Witness> => {
  const journey = JOURNEYS[OBJECTIVE];
  if (journey === undefined) throw new Error(`nobody knows how to break ${OBJECTIVE}`);
  const witness = new Witness(journey);
  for (const line of await requestsSince(timeline.lab, timeline.started)) witness.see(line);
  return witness;
};

/**
 * The pages that no bad answer explains: within their long window, clients had none. An overloaded machine refuses orders while
 * nothing is done, and is right to page.
 */
const falsePages = async (timeline: Timeline): Promise<readonly string[]> => {
  const witness = await clientsOf(timeline);
  return timeline.pages.begun
    .filter(({ page }) => isOurs(page))
    .filter(({ page, at }) => {
      const pair = pagePairs(LAB_TIME).find((each) => page.endsWith(` ${windowsOf(each)}`));
      const from = at - ((pair?.longSeconds ?? 0) + TOLERANCE_SECONDS) * 1000;
      return (witness.errorRatio(from, at) ?? 0) === 0;
    })
    .map(({ page, at }) => `${page} at ${new Date(at).toISOString()}`);
};

/** Each page of the objective, measured from the first bad answer that a client of the base load got. */
const judgePages = async (timeline: Timeline): Promise<readonly Judged[]> => {
  const done = timeline.done.find(({ fault }) => fault === FAULT);
  if (done === undefined)
    throw new Error(`${FAULT} was not done to its end`, { cause: timeline.failed.get(FAULT) });
  const objective = readObjectives(`${timeline.lab.root}/prometheus/slo`).find(
    ({ name }) => name === OBJECTIVE,
  );
  if (objective === undefined) throw new Error(`there is no objective ${OBJECTIVE}`);
  const witness = await clientsOf(timeline);
  const onset = witness.onset(done.from);
  if (onset === undefined) throw new Error(`${FAULT}: no client noticed anything`);
  const historySeconds = (longSeconds: number): number =>
    Math.min(longSeconds, (onset - timeline.baseStarted.getTime()) / 1000);
  const errorRatio = witness.errorRatio(onset, done.to) ?? 0;
  const broken = { onset, end: done.to, errorRatio, historySeconds };
  const before = timeline.pages.until(onset).firing;
  const name = nameAt(objective, LAB_TIME);
  return judge(objective, LAB_TIME, { broken, log: timeline.pages.until(timeline.watchersAway.from) }).map(
    (alert) => ({ ...alert, firedBefore: before.includes(`${name} ${alert.windows}`) }),
  );
};

const lineOf = ({ windows, theorySeconds, measuredSeconds, firedBefore }: Judged): string =>
  `${windows.padEnd(8)} theory ${theorySeconds?.toFixed(1) ?? 'never'} s, paged after ${
    measuredSeconds?.toFixed(1) ?? (firedBefore ? 'an earlier fault, 0' : '∞')
  } s\n`;

/** The pages of one objective, in lab time, as they arrived at oncall during the script. */
export const observePages = (timeline: Timeline): void => {
  describe(`the pages of ${OBJECTIVE}`, () => {
    it('do not come before a client gets a bad answer, as while nothing is done', async () => {
      expect(await falsePages(timeline)).toEqual([]);
    });

    it('come within the theory, two scrapes and two evaluations of the first bad answer', async () => {
      const alerts = await judgePages(timeline);
      expect(alerts).toHaveLength(2);
      const lines = alerts.map(lineOf).join('');
      await report(timeline.lab.root, 'pages', `pages of ${OBJECTIVE} when orders froze:\n${lines}`);
      expect(alerts.filter(({ held, firedBefore }) => !held && !firedBefore)).toEqual([]);
    });

    it(
      'resolve once the shop works again',
      async () => {
        const oncall = new Oncall(timeline.lab.url('oncall'));
        await eventually(
          'no page fires any more',
          async () => {
            const firing = [...(await firingPages(oncall, LAB_TIME)).keys()];
            expect(firing.filter(isOurs)).toEqual([]);
          },
          within(RESOLVE_LIMIT_MS),
        );
      },
      RESOLVE_LIMIT_MS + 30_000,
    );
  });
};
