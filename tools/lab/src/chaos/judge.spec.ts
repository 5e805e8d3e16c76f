import type { Evidence } from './evidence.ts';
import type { Verdict } from './experiment.ts';
import { controlProblems, judge, verdictOf } from './judge.ts';
import type { RunSummary } from './run-summary.ts';
import { conservation, evidence, HYPOTHESIS, KEPT, runSummary, seen } from './testing/evidence.ts';

const ASKED = { hypothesis: HYPOTHESIS, clientsRetry: true };
/** The verdict, and the claims that are not held. */
const judged = (given: Evidence, asked = ASKED) => {
  const findings = judge(asked, given);
  return [
    verdictOf(findings),
    ...findings.filter(({ outcome }) => outcome !== 'held').map(({ claim }) => claim),
  ];
};
const withRun = (changes: Partial<RunSummary>): Evidence => evidence({ run: runSummary(changes) });
const availability = (changes: Parameters<typeof seen>[0]) => withRun({ objectives: [seen(changes), KEPT] });
const alertsAt = (from: number): Evidence =>
  evidence({
    alerts: { value: [{ alert: 'ServiceDown', objective: undefined, severity: 'page', from, to: null }] },
  });

const LOST = 'no accepted order is lost or duplicated';
const ACCEPTED = 'each client gets its order accepted in the end';
const AVAILABLE = 'placing-orders-availability is met again within 20 s';
const AUDIT = 'the audit of Postgres, Redis and RabbitMQ holds';
const SERVICE_DOWN = 'the alert ServiceDown fires';
const BURN = 'the alert ErrorBudgetBurn placing-orders-availability fires';
const LOGS = 'no log line is lost';

describe('the verdict of an experiment', () => {
  it('is held where every claim is', () => {
    expect(judged(evidence())).toEqual(['held']);
    expect(judge(ASKED, evidence())).toHaveLength(10);
  });

  it.each<[string, Evidence, ...(readonly [Verdict, ...string[]])]>([
    ['an order was lost', withRun({ conservation: conservation({ ok: 799, lost: 1 }) }), 'refuted', LOST],
    ['an order came twice', withRun({ conservation: conservation({ duplicated: 1 }) }), 'refuted', LOST],
    [
      'nobody sent an order that exists',
      withRun({ conservation: conservation({ unexpected: 1 }) }),
      'refuted',
      LOST,
    ],
    [
      'no order was accepted',
      withRun({ conservation: conservation({ acknowledged: 0 }) }),
      'not judged',
      LOST,
    ],
    ['a client gave up', withRun({ conservation: conservation({ indeterminate: 1 }) }), 'refuted', ACCEPTED],
    ['a client was refused', withRun({ conservation: conservation({ refused: 1 }) }), 'refuted', ACCEPTED],
    [
      'a client does not know',
      withRun({ conservation: conservation({ recovered: 1 }) }),
      'refuted',
      ACCEPTED,
    ],
    ['an order is still pending', withRun({ unsettled: 1 }), 'refuted', 'each order settles'],
    ['clients recovered too late', availability({ recoverSeconds: 20.1 }), 'refuted', AVAILABLE],
    ['clients did not recover', availability({ recoverSeconds: null }), 'refuted', AVAILABLE],
    ['clients saw nothing', availability({ events: 0, ratio: null }), 'not judged', AVAILABLE],
    [
      'an objective that is to be kept was missed',
      withRun({ objectives: [seen(), { ...KEPT, bad: 9, ratio: 791 / 800 }] }),
      'refuted',
      'placing-orders-latency is kept',
    ],
    [
      'the audit is refuted',
      evidence({
        audit: {
          ...evidence().audit,
          held: false,
          violationCounts: { stock_negative: 1 },
        } as Evidence['audit'],
      }),
      'refuted',
      AUDIT,
    ],
    [
      'the audit could not run',
      evidence({ audit: { held: false, unavailable: 'postgres' } }),
      'not judged',
      AUDIT,
    ],
    [
      'the steady state is gone',
      evidence({ steadyState: evidence().steadyState.map((probe) => ({ ...probe, isMet: false, code: 1 })) }),
      'refuted',
      'steady state afterwards: the audit holds',
    ],
    ['an alert did not fire', alertsAt(20_000), 'refuted', BURN],
    ['an alert fired before the fault', alertsAt(7_000), 'refuted', SERVICE_DOWN, BURN],
    [
      'Prometheus was not asked',
      evidence({ alerts: { notChecked: 'down' } }),
      'not judged',
      SERVICE_DOWN,
      BURN,
    ],
    ['a log line was lost', evidence({ logLinesLost: { value: 1 } }), 'refuted', LOGS],
    ['the logs were not audited', evidence({ logLinesLost: { notChecked: 'no Loki' } }), 'not judged', LOGS],
  ])('is not held where %s', (_what, given, ...expected) => {
    expect(judged(given)).toEqual(expected);
  });

  it('is refuted where one claim is, whatever could not be judged', () => {
    const both = evidence({ alerts: { notChecked: 'down' }, logLinesLost: { value: 1 } });
    expect(judged(both)[0]).toBe('refuted');
  });

  it('does not ask for accepted orders where clients try once', () => {
    const once = withRun({ conservation: conservation({ indeterminate: 1 }) });
    expect(judged(once, { ...ASKED, clientsRetry: false })).toEqual(['held']);
  });

  it('claims nothing that the experiment does not', () => {
    const nothing = { ...HYPOTHESIS, objectives: {}, alerts: [], keepsLogLines: false };
    const { logLinesLost: _none, ...rest } = alertsAt(7_000);
    expect(judged(rest, { ...ASKED, hypothesis: nothing })).toEqual(['held']);
  });

  it('is not judged where nothing was claimed', () => {
    expect(verdictOf([])).toBe('not judged');
  });
});

describe('a control run', () => {
  const clean = runSummary({
    objectives: [seen({ bad: 0, ratio: 1, missed: null, recoverSeconds: 0 }), KEPT],
  });

  it('is clean where nothing is lost and each objective is kept', () => {
    expect(controlProblems(ASKED, clean)).toEqual([]);
  });

  it.each<[string, Partial<RunSummary>, RegExp]>([
    [
      'an order was lost',
      { conservation: conservation({ lost: 1 }) },
      /^no accepted order is lost .* 1 lost/,
    ],
    ['a client gave up', { conservation: conservation({ indeterminate: 1 }) }, /^each client gets its order/],
    ['an order is still pending', { unsettled: 2 }, /^each order settles: 2 of 800/],
    [
      'an objective was missed that may be missed during the fault',
      { objectives: [seen(), KEPT] },
      /availability is kept: 100 of 900 bad/,
    ],
    ['nobody asked for anything', { objectives: [KEPT] }, /availability is kept: the clients saw no event/],
  ])('is not clean where %s', (_what, changes, problem) => {
    expect(controlProblems(ASKED, { ...clean, ...changes })).toEqual([expect.stringMatching(problem)]);
  });
});
