import { judgeRun } from './load-report.ts';
import { planLoad } from '../../k6/load-plan.ts';
import { brokenPromises, describeLoad, unjudgedPromises } from './report.ts';
import { loadReport } from './testing/report.ts';

const plan = (name: string) => planLoad(name, { seed: 1, retryFor: 0, audit: true });
const { result, settle } = loadReport();

describe('a load run for a person', () => {
  it('says what was sent, what came back, how fast, and where to look next', () => {
    expect(describeLoad(loadReport())).toEqual([
      '  orders   200 accepted in 10.0 s (20.0/s): 198 confirmed, 2 rejected, 0 cancelled',
      '  requests 200, none failed',
      '  accept   p50 5.4 ms, p95 12 ms, p99 31 ms, max 80 ms',
      '  settle   p50 40 ms, p95 60 ms, p99 90 ms, max 120 ms',
      '  drained  100 ms after the last request',
      '  slow     80 ms     http://127.0.0.1:16686/api/traces/b1960f3216eb87463a9a6037cd80150e',
      '  audit    held: 1200 orders = 1190 confirmed + 10 rejected + 0 cancelled + 0 in flight',
      '  report   /lab/runs/r/report.html',
      '  accepted ids: /lab/runs/r/accepted.txt  (lab audit --accepted <file>)',
      '✓ held',
    ]);
  });

  it('says where the knee is', () => {
    const knee = { rate: 200, broke: { rate: 250, why: 'p99 600 ms, not below 250 ms' } };
    expect(describeLoad(loadReport({ knee }))).toContain(
      '  knee     200 orders/s held, 250 orders/s did not: p99 600 ms, not below 250 ms',
    );
  });

  it('says that nothing is proved where the audit was left out or could not be made', () => {
    const { audit: _audit, ...without } = loadReport();
    expect(describeLoad(without)).toContain('  audit    skipped');
    const audit = { held: false, unavailable: 'Redis does not answer' } as const;
    expect(unjudgedPromises(loadReport({ audit }))).toEqual([
      'the audit could not run, so it proves nothing',
    ]);
  });
});

describe('a load run has held', () => {
  it('when all did', () => {
    expect(judgeRun(loadReport(), plan('steady'))).toBe('held');
  });

  const limit = { metric: 'orders_failed', condition: 'count==0', verdict: 'refuted', actual: 3 };
  const verdict = { ...loadReport().audit, held: false, violationCounts: { outbox_not_empty: 2 } };
  it.each([
    [
      'a threshold',
      { result: { ...result, thresholds: [limit] } },
      'orders_failed: expected count==0, got 3',
    ],
    ['settling', { settle: { ...settle, settled: 199, unsettled: 1 } }, '1 orders are still pending'],
    ['an order', { settle: { ...settle, settled: 198 } }, '2 accepted orders are not in Postgres'],
    [
      'the audit',
      { audit: verdict },
      'audit outbox_not_empty: violated 2 time(s); run lab audit for the list',
    ],
  ])('not when %s did not', (_, changes, line) => {
    const report = loadReport(changes as Parameters<typeof loadReport>[0]);
    expect(judgeRun(report, plan('steady'))).toBe('refuted');
    expect(brokenPromises(report)).toEqual([line]);
  });

  it('as a ramp only when at least one rate held', () => {
    const broke = { rate: 40, why: 'no order was accepted' };
    expect(judgeRun(loadReport({ knee: { broke } }), plan('ramp'))).toBe('refuted');
    expect(judgeRun(loadReport({ knee: { rate: 40 } }), plan('ramp'))).toBe('held');
  });
});

describe('a load run is not judged', () => {
  const empty = { metric: 'checks', condition: 'rate==1', verdict: 'no samples', actual: null } as const;
  const broken = { metric: 'orders_failed', condition: 'count==0', verdict: 'refuted', actual: 3 } as const;
  const nothing = { ...result.totals, requests: 0, accepted: 0 };
  const none = { ...settle, settled: 0, confirmed: 0, rejected: 0 };
  const withThresholds = (...thresholds: (typeof empty | typeof broken)[]) => ({
    result: { ...result, thresholds },
  });

  it.each([
    ['a limit had no samples', withThresholds(empty), 'checks: no samples, so rate==1 is not judged'],
    [
      'it sent nothing, although every counter is as it should be',
      { result: { ...result, totals: nothing }, settle: none },
      'no request was sent',
    ],
    [
      'the audit could not be made',
      { audit: { held: false, unavailable: 'Redis does not answer' } as const },
      'the audit could not run, so it proves nothing',
    ],
  ])('where %s', (_, changes, line) => {
    const report = loadReport({ ...changes, verdict: 'not judged', held: false });
    expect(judgeRun(report, plan('steady'))).toBe('not judged');
    expect(describeLoad(report).slice(-2)).toEqual([`? ${line}`, '? not judged']);
  });

  it('but refuted where something else is broken', () => {
    expect(judgeRun(loadReport(withThresholds(empty, broken)), plan('steady'))).toBe('refuted');
  });
});

it('an audit without any order is not called held', () => {
  const audit = {
    held: true,
    accepted: 0,
    confirmed: 0,
    completed: 0,
    rejected: 0,
    cancelled: 0,
    inFlight: 0,
  };
  const lines = describeLoad(loadReport({ audit: { ...audit, violations: [], violationCounts: {} } }));
  expect(lines).toContain('  audit    not judged: the lab has not accepted any order yet');
});
