import { eventually } from '@lab/testing';
import { readObjectives } from '../../../tools/objectives/src/index.ts';
import { JOURNEYS } from '../../../tools/lab/src/objectives/journeys.ts';
import { Witness } from '../../../tools/lab/src/objectives/witness.ts';
import { Oncall } from '../../../tools/lab/src/signals/oncall.ts';
import { requestsSince } from '../../support/load-runs.ts';
import { firingPages } from '../../support/page-record.ts';
import {
  falsePages,
  isMissed,
  isOf,
  type Judged,
  judgeFault,
  type Recorded,
} from '../../support/page-verdict.ts';
import { within } from '../../support/polling.ts';
import { report } from '../../support/report.ts';
import type { Timeline } from './timeline.ts';

const OBJECTIVE = 'placing-orders-availability';
/** How `lab slo prove` breaks it. Postgres frozen breaks it too, but is a cause of its own, which may page instead after 10 s. */
const FAULT = 'orders-frozen';
/** The longest short window of a page, two minutes, has to be empty of errors; the other observers take most of it. */
const RESOLVE_LIMIT_MS = 240_000;

const recordedIn = async ({ lab, pages, started }: Timeline): Promise<Recorded> => {
  const objective = readObjectives(`${lab.root}/prometheus/slo`).find(({ name }) => name === OBJECTIVE);
  const clients = JOURNEYS[OBJECTIVE]?.clients;
  if (objective === undefined || clients === undefined) throw new Error(`nobody can break ${OBJECTIVE}`);
  const witness = new Witness(clients);
  for (const line of await requestsSince(lab, started)) witness.see(line);
  return { objective, pages, witness };
};

const lineOf = ({ windows, theorySeconds, measuredSeconds, firedBefore }: Judged): string => {
  const measured = measuredSeconds === null ? 'no page' : `${measuredSeconds.toFixed(1)} s`;
  return `${windows.padEnd(7)} theory ${theorySeconds?.toFixed(1) ?? 'never'} s, measured ${
    firedBefore ? 'firing before' : measured
  }\n`;
};

/** The pages of one objective, in lab time, as they arrived at oncall during the script. */
export const observePages = (timeline: Timeline): void => {
  describe(`the pages of ${OBJECTIVE}`, () => {
    it('do not come before a client gets a bad answer, as while nothing is done', async () => {
      expect(falsePages(await recordedIn(timeline))).toEqual([]);
    });

    it('come in time after the first bad answer', async () => {
      const done = timeline.done.find(({ fault }) => fault === FAULT);
      if (done === undefined)
        throw new Error(`${FAULT} was not done to its end`, { cause: timeline.failed.get(FAULT) });
      const alerts = judgeFault(await recordedIn(timeline), {
        ...{ from: done.from, to: done.to },
        ...{ trafficSince: timeline.baseStarted.getTime(), next: timeline.watchersAway.from },
      });
      const lines = alerts.map(lineOf).join('');
      await report(timeline.lab.root, 'pages', `pages of ${OBJECTIVE}, ${FAULT}:\n${lines}`);
      expect(alerts).toHaveLength(2);
      expect(alerts.filter(isMissed)).toEqual([]);
    });

    it(
      'resolve once the shop works again',
      async () => {
        const oncall = new Oncall(timeline.lab.url('oncall'));
        await eventually(
          'no page fires any more',
          async () => {
            const firing = await firingPages(oncall);
            expect(firing.filter((page) => isOf({ name: OBJECTIVE }, page))).toEqual([]);
          },
          within(RESOLVE_LIMIT_MS),
        );
      },
      RESOLVE_LIMIT_MS + 30_000,
    );
  });
};
