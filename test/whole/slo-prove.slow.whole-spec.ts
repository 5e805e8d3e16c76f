import { METRICS } from '@lab/contracts';
import { eventually } from '@lab/testing';
import { PROOFS } from '../../tools/dashboards/src/index.ts';
import { LAB_TIME } from '../../tools/objectives/src/index.ts';
import { JOURNEYS } from '../../tools/lab/src/objectives/journeys.ts';
import {
  pagePairs,
  type ProvenAlert,
  TOLERANCE_SECONDS,
  windowsOf,
} from '../../tools/lab/src/objectives/judge.ts';
import { findSecondLab, WHOLE_LAB } from '../../tools/lab/src/second-lab/second-lab.ts';
import { Oncall } from '../../tools/lab/src/signals/oncall.ts';
import { Prometheus } from '../../tools/lab/src/signals/prometheus.ts';
import { readBoards, type Series, type Shown } from '../support/boards.ts';
import { Lab, UP_TIMEOUT_MS, wholeLab } from '../support/lab.ts';
import { firingPages } from '../support/page-record.ts';
import { within } from '../support/polling.ts';
import { report } from '../support/report.ts';
import { Looker } from './timeline/looks.ts';
import { isMovedBy } from './timeline/panels.ts';

interface ProofReport {
  readonly alerts: readonly ProvenAlert[];
  readonly falsePages: number;
  readonly held: boolean;
}

/** The longest short window, two minutes, and what an earlier spec may just have broken. */
const QUIET_LIMIT_MS = 300_000;
/** A control run, three minutes for the pages, four for their end. */
const EACH_LIMIT_MS = 500_000;
const PROOF_LIMIT_MS = EACH_LIMIT_MS * Object.keys(JOURNEYS).length;

/** The test labs have no prober, since many specs count orders. */
const PROBING: Readonly<Record<string, string>> = { PROBE_INTERVAL_MS: '5000' };
/** Its first orders, and their traces and log lines: until then nothing is late. */
const PROBES_LIMIT_MS = 120_000;

let lab: Lab;
let quiet: Lab;
beforeAll(
  async () => {
    quiet = await wholeLab();
    lab = await withProber();
    const oncall = new Oncall(lab.url('oncall'));
    await eventually(
      'no page fires',
      async () => expect(await firingPages(oncall)).toEqual([]),
      within(QUIET_LIMIT_MS),
    );
  },
  UP_TIMEOUT_MS + PROBES_LIMIT_MS + QUIET_LIMIT_MS,
);
afterAll(() => quiet.ok(['up', '--only', 'prober']), UP_TIMEOUT_MS);

/** The same lab, with a prober until the specs here have ended. */
async function withProber(): Promise<Lab> {
  const prepared = await findSecondLab(quiet.root, WHOLE_LAB.name);
  if (prepared === undefined) throw new Error('the lab that just came up is gone');
  const probing = new Lab({ ...prepared, variables: { ...prepared.variables, ...PROBING } });
  await probing.ok(['up', '--only', 'prober']);
  const prometheus = new Prometheus(probing.url('prometheus'));
  await eventually(
    'the prober has seen traces and log lines',
    async () => expect(await prometheus.sum(`${METRICS.signalFreshness}_count > bool 0`)).toBe(2),
    within(PROBES_LIMIT_MS),
  );
  return probing;
}

const isInTime = ({ theorySeconds, measuredSeconds }: ProvenAlert): boolean =>
  theorySeconds !== null && measuredSeconds !== null && measuredSeconds <= theorySeconds + TOLERANCE_SECONDS;

const lineOf = ({ objective, windows, theorySeconds, measuredSeconds }: ProvenAlert): string =>
  `${objective.padEnd(28)} ${windows.padEnd(7)} theory ${theorySeconds?.toFixed(1) ?? 'never'} s, measured ${
    measuredSeconds?.toFixed(1) ?? 'no page'
  } s\n`;

/** When all proofs ran: the first minute of them is quiet. */
const ran = { from: 0, to: 0 };
const QUIET_S = { from: 20, to: 55 } as const;

/** Whether a series began to count what had not happened before, or ceased to count what had. */
const hasTurned = (quiet: Series, later: Series): boolean =>
  [...later].some(([key, values]) => {
    const before = quiet.get(key) ?? [];
    const isNew = before.every((value) => value === 0) && values.some((value) => value > 0);
    return isNew || (before.every((value) => value > 0) && values.includes(0));
  });

describe('every objective that is broken', () => {
  it(
    'pages within theory + two scrapes and two evaluations, and nothing pages while nothing is wrong',
    async () => {
      ran.from = Date.now();
      const { code, stdout, stderr } = await lab.run(['slo', 'prove', '--json'], PROOF_LIMIT_MS);
      ran.to = Date.now();
      if (code !== 0 && code !== 1) throw new Error(`lab slo prove answered ${code}: ${stderr}`);
      const { alerts, falsePages, held } = JSON.parse(stdout) as ProofReport;
      await report(lab.root, 'slo-prove', alerts.map(lineOf).join(''));
      const expected = Object.keys(JOURNEYS).flatMap((objective) =>
        pagePairs(LAB_TIME).map((pair) => `${objective} ${windowsOf(pair)}`),
      );
      expect(alerts.map(({ objective, windows }) => `${objective} ${windows}`).sort()).toEqual(
        expected.sort(),
      );
      expect(alerts.filter((alert) => !isInTime(alert))).toEqual([]);
      expect({ code, falsePages, held }).toEqual({ code: 0, falsePages: 0, held: true });
    },
    PROOF_LIMIT_MS + 60_000,
  );

  it('is seen on the panels of the prober', async () => {
    const looker = new Looker(lab, readBoards(lab.root));
    const isProven = (shown: Shown): boolean => PROOFS.some((proof) => isMovedBy(proof, shown));
    const quiet = await looker.look(
      { from: ran.from + QUIET_S.from * 1000, to: ran.from + QUIET_S.to * 1000 },
      isProven,
    );
    const later = await looker.look(ran, isProven);
    const none: Series = new Map();
    const still = [...later].filter(
      ([name, { series }]) => !hasTurned(quiet.get(name)?.series ?? none, series),
    );
    expect(later.size).toBeGreaterThanOrEqual(PROOFS.length);
    expect(still.map(([name]) => name)).toEqual([]);
  });
});
